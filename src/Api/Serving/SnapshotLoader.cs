using System.Diagnostics;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving;

/// <summary>
/// Serves the active snapshot of the catalogue, and a canary beside it: told by notifications, and by polling where these
/// do not come. Loads, verifies, warms up, then exchanges. What cannot be loaded is refused and the old snapshot keeps
/// serving. At most two snapshots are in memory: a canary goes before the next snapshot is loaded.
/// </summary>
internal sealed partial class SnapshotLoader(
    IDbContextFactory<KDiffEDbContext> contexts,
    SnapshotCatalog catalog,
    SnapshotListener listener,
    ISnapshotStore store,
    SnapshotHolder holder,
    IOptions<SnapshotLoaderOptions> options,
    ILogger<SnapshotLoader> logger) : BackgroundService
{
    private readonly SemaphoreSlim _notified = new(0, 1);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private bool _migrated;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _notified.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(PollAsync(stoppingToken), ListenAsync(stoppingToken));

    private async Task PollAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await CheckAsync(stoppingToken);
            // A refused file is looked at again when its version is activated again; polling alone does not retry it.
            if (await _notified.WaitAsync(options.Value.PollInterval, stoppingToken))
                _refused.Clear();
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in listener.ListenAsync(stoppingToken))
        {
            if (_notified.CurrentCount == 0)
                _notified.Release();
        }
    }

    private async Task CheckAsync(CancellationToken stoppingToken)
    {
        string? active, schema = null;
        CanaryShare? canary;
        try
        {
            schema = await InspectAsync(stoppingToken);
            (active, canary) = await catalog.GetServedAsync(stoppingToken);
        }
        catch (UnusableSchemaException error)
        {
            Report(error.Message);
            return;
        }
        // Whatever else the database does, what is loaded keeps serving.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            Report(schema ?? "The database does not answer.", error.GetBaseException().Message);
            return;
        }

        Report(schema ?? (active is null ? "No snapshot is active yet." : null));
        await Task.Run(
            () =>
            {
                Serve(active);
                Try(canary);
            },
            stoppingToken);
    }

    /// <summary>Brings the schema up to date at the start, and looks whether it still is later on.</summary>
    /// <returns>Why it may be read alone: a later version has migrated it, whose catalogue most likely reads as ours. Else null.</returns>
    private async Task<string?> InspectAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (_migrated)
                await Database.VerifyStillThereAsync(contexts, stoppingToken);
            else
                await Database.MigrateAsync(contexts, stoppingToken);
            _migrated = true;
            return null;
        }
        catch (UnknownMigrationException error)
        {
            return error.Message;
        }
    }

    private void Serve(string? active)
    {
        if (active is null || active == holder.Version || _refused.Contains(active))
            return;
        if (active == holder.Canary?.Version)
        {
            holder.PromoteCanary();
            LogPromoted(active);
            return;
        }

        holder.EndCanary();
        if (Load(active) is { } ranking)
            holder.Exchange(ranking);
    }

    private void Try(CanaryShare? canary)
    {
        if (canary == holder.Canary)
            return;
        // A canary without an active snapshot beside it would serve everybody.
        if (canary is null || holder.Version is null || canary.Version == holder.Version)
            holder.EndCanary();
        else if (canary.Version == holder.Canary?.Version)
            holder.SetShare(canary);
        else if (!_refused.Contains(canary.Version))
            Exchange(canary);
    }

    private void Exchange(CanaryShare canary)
    {
        holder.EndCanary();
        if (Load(canary.Version) is { } ranking)
            holder.SetCanary(ranking, canary);
    }

    private SnapshotRanking? Load(string version)
    {
        var start = Stopwatch.GetTimestamp();
        Snapshot? snapshot = null;
        try
        {
            snapshot = store.Open(version);
            var ranking = new SnapshotRanking(snapshot);
            WarmUp(ranking);
            LogServing(version, snapshot.Users, snapshot.Items, snapshot.Dim, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return ranking;
        }
        // Not only a bad file: a snapshot that does not fit into memory must not end the process either.
        catch (Exception error)
        {
            snapshot?.Dispose();
            _refused.Add(version);
            if (holder.LastRefusal?.Version != version || holder.LastRefusal.Reason != error.Message)
                LogRefused(version, holder.Version ?? "none", error.Message);
            holder.LastRefusal = new RefusedSnapshot(version, error.Message, DateTimeOffset.UtcNow);
            return null;
        }
    }

    // One scan of each kind, so that the first request does not pay for compilation.
    private static void WarmUp(SnapshotRanking ranking)
    {
        Span<ScoredItem> top = stackalloc ScoredItem[1];
        ranking.Popular(top);
        if (ranking.Snapshot.Items > 0)
            ranking.SimilarTo(0, top);
        if (ranking.Snapshot.Users > 0)
            ranking.ForUser(0, top);
    }

    // One line when something changes, not one per poll.
    private void Report(string? trouble, string? cause = null)
    {
        if (trouble == holder.Trouble)
            return;
        holder.Trouble = trouble;
        if (trouble is null)
            LogFound();
        else
            LogTrouble(holder.Version ?? "none", cause is null ? trouble : $"{trouble} {cause}");
    }

    [LoggerMessage(LogLevel.Information, "Serving snapshot {Version}: {Users} users, {Items} items, d = {Dim}; loaded in {Milliseconds:0} ms")]
    private partial void LogServing(string version, int users, int items, int dim, double milliseconds);

    [LoggerMessage(LogLevel.Information, "Serving snapshot {Version}, the canary, to everybody")]
    private partial void LogPromoted(string version);

    [LoggerMessage(LogLevel.Error, "Refused snapshot {Version}, serving {Served}: {Reason}")]
    private partial void LogRefused(string version, string served, string reason);

    [LoggerMessage(LogLevel.Warning, "Serving {Served}: {Trouble}")]
    private partial void LogTrouble(string served, string trouble);

    [LoggerMessage(LogLevel.Information, "The database names the active snapshot")]
    private partial void LogFound();
}
