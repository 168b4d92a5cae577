using System.Runtime.CompilerServices;
using KDiffE.Api.Serving.Live;
using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Events;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving;

/// <summary>
/// Reads anew, every few minutes, what takes a pass over a whole table and cannot be followed change by change: what is
/// popular, and the knowledge graph. A snapshot that was just taken up does not wait for its turn.
/// </summary>
internal sealed partial class LiveRenewal(
    SnapshotHolder holder, PreviewSlot preview, PopularityReader popularity, ReadRouter reads,
    IOptions<PositivesOptions> positives, IOptions<LiveOptions> options, TimeProvider time, ILogger<LiveRenewal> logger) : BackgroundService
{
    // Reading takes at most this share of the time, however large the tables are.
    private const int PausesPerReading = 10;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync("what is popular", options.Value.PopularityInterval, _ => true, RenewPopularityAsync, stoppingToken),
        RepeatAsync("the knowledge graph", options.Value.GraphInterval, live => live.IsGraphStale, RenewGraphAsync, stoppingToken));

    private async Task RepeatAsync(
        string what, TimeSpan interval, Func<LiveCatalog, bool> isStale, Func<LiveCatalog, CancellationToken, Task> renew, CancellationToken stoppingToken)
    {
        // What is not served or looked at any more is not held on to.
        var renewed = new ConditionalWeakTable<LiveCatalog, object?>();
        var (last, pause) = (time.GetTimestamp(), interval);
        while (true)
        {
            await Task.Delay(options.Value.FollowInterval, stoppingToken);
            var isDue = time.GetElapsedTime(last) >= pause;
            var stale = holder.Models.Concat(preview.Models).Select(model => model.Live)
                .Where(live => live.IsLoaded && (!renewed.TryGetValue(live, out _) || (isDue && isStale(live)))).ToList();
            if (stale.Count == 0)
                continue;
            last = time.GetTimestamp();
            foreach (var live in stale)
                renewed.AddOrUpdate(live, null);
            try
            {
                await RenewAllAsync(stale, renew, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(what, error.GetBaseException().Message);
            }

            pause = TimeSpan.FromTicks(Math.Max(interval.Ticks, time.GetElapsedTime(last).Ticks * PausesPerReading));
        }
    }

    private static async Task RenewAllAsync(IEnumerable<LiveCatalog> catalogs, Func<LiveCatalog, CancellationToken, Task> renew, CancellationToken stoppingToken)
    {
        foreach (var live in catalogs)
            await RenewAsync(live, renew, stoppingToken);
    }

    private static async Task RenewAsync(LiveCatalog live, Func<LiveCatalog, CancellationToken, Task> renew, CancellationToken stoppingToken)
    {
        // One that was exchanged meanwhile needs nothing any more.
        if (live.Snapshot.TryLease() is not { } lease)
            return;
        using (lease)
            await renew(live, stoppingToken);
    }

    private async Task RenewPopularityAsync(LiveCatalog live, CancellationToken stoppingToken)
    {
        var scores = await popularity.ReadAsync(positives.Value.Positives, options.Value.PopularityHalfLife, stoppingToken);
        // A database without interactions knows less than the snapshot.
        if (scores.Count > 0)
            live.Renew(scores);
    }

    private async Task RenewGraphAsync(LiveCatalog live, CancellationToken stoppingToken)
    {
        live.IsGraphStale = false;
        // The change that made it stale was seen at the primary already.
        live.Facts = await reads.ReadAsync(
            Freshness.Current,
            (server, stop) => ItemFactsReader.ReadAsync(
                server.DataSource, live.Items.Count, id => live.Items.TryGetRow(id, out var row) && row < live.Items.Count ? row : null, stop),
            stoppingToken);
    }

    [LoggerMessage(LogLevel.Warning, "Cannot read {What} anew: {Reason}")]
    private partial void LogFailed(string what, string reason);
}
