using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>Reads stored snapshots so that they can answer: verified, beside the catalogue as it is, warm.</summary>
internal sealed class ModelReader(ISnapshotStore store, LiveCatalogs catalogs, PreviewSlot preview)
{
    /// <summary>Reads a snapshot. Called by whoever has a turn of <see cref="LoadingTurns"/>.</summary>
    /// <exception cref="InvalidSnapshotException">It cannot be read, or is not sound.</exception>
    public async Task<ServedModel> ReadAsync(string version, CancellationToken cancellationToken)
    {
        preview.Clear();
        var snapshot = await store.OpenAsync(version, cancellationToken);
        try
        {
            // What was hidden or deleted since is never shown, so it is looked up before anybody is answered.
            var model = new ServedModel(new SnapshotRanking(snapshot), catalogs.Open(snapshot));
            WarmUp(model);
            return model;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Reads and verifies a snapshot, and gives its memory back.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task VerifyAsync(string version, CancellationToken cancellationToken)
    {
        preview.Clear();
        (await store.OpenAsync(version, cancellationToken)).Dispose();
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
