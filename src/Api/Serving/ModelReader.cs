using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving;

/// <summary>Reads stored snapshots so that they can answer: verified, beside the catalogue as it is, warm.</summary>
internal sealed class ModelReader(ISnapshotStore store, LiveCatalogs catalogs, SnapshotMemory memory, IOptions<SearchOptions> options) : IDisposable
{
    private SnapshotRanking? _ahead;

    /// <summary>
    /// Reads a snapshot that will most likely be asked for, and keeps it until it or another one is. Called by whoever has a turn of
    /// <see cref="LoadingTurns"/>.
    /// </summary>
    /// <exception cref="InvalidSnapshotException">It cannot be read, or is not sound.</exception>
    public async Task ReadAheadAsync(string version, CancellationToken cancellationToken) => _ahead = await RankingAsync(version, cancellationToken);

    /// <summary>Gives back what was read ahead and not asked for. Called by whoever has a turn of <see cref="LoadingTurns"/>.</summary>
    public void ForgetAhead()
    {
        _ahead?.Snapshot.Dispose();
        _ahead = null;
    }

    /// <summary>Reads a snapshot. Called by whoever has a turn of <see cref="LoadingTurns"/>.</summary>
    /// <exception cref="InvalidSnapshotException">It cannot be read, or is not sound.</exception>
    public async Task<ServedModel> ReadAsync(string version, CancellationToken cancellationToken)
    {
        memory.ClearPreviews();
        var ranking = TakeAhead(version) ?? await RankingAsync(version, cancellationToken);
        try
        {
            // What was hidden or deleted since is never shown, so it is looked up before anybody is answered.
            var model = new ServedModel(ranking, catalogs.Open(ranking.Snapshot)) { Bytes = await BytesAsync(version, cancellationToken) };
            WarmUp(model);
            return model;
        }
        catch
        {
            ranking.Snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Reads and verifies a snapshot, and gives its memory back.</summary>
    /// <summary>The size of a stored snapshot, where what is in memory is counted and it is to be seen; else 0.</summary>
    public async Task<long> BytesAsync(string version, CancellationToken cancellationToken) =>
        memory.IsLimited ? await store.SizeAsync(version, cancellationToken) ?? 0 : 0;

    /// <inheritdoc cref="ReadAheadAsync"/>
    public async Task VerifyAsync(string version, CancellationToken cancellationToken)
    {
        memory.ClearPreviews();
        ForgetAhead();
        (await store.OpenAsync(version, cancellationToken)).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => ForgetAhead();

    private async Task<SnapshotRanking> RankingAsync(string version, CancellationToken cancellationToken)
    {
        var snapshot = await store.OpenAsync(version, cancellationToken);
        try
        {
            return new SnapshotRanking(snapshot, options.Value.SearchedShare);
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    // Another version's memory goes before that of the one that is asked for is taken.
    private SnapshotRanking? TakeAhead(string version)
    {
        if (_ahead?.Snapshot.Metadata.Version != version)
            ForgetAhead();
        var taken = _ahead;
        _ahead = null;
        return taken;
    }

    // One scan of each kind, so that the first request does not pay for compilation.
    private static void WarmUp(ServedModel model)
    {
        var ranking = model.Ranking;
        Span<ScoredItem> top = stackalloc ScoredItem[1];
        model.Live.Popularity.Items.Find(allowed: null, after: null, top);
        if (ranking.Snapshot.Items > 0)
            ranking.ByCosine.Find(ranking.Snapshot.ItemEmbedding(0), allowed: null, after: null, top);
        if (ranking.Snapshot.Users > 0)
            ranking.ByScore.Find(ranking.Snapshot.UserEmbedding(0), allowed: null, after: null, top);
    }
}
