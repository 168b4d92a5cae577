using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Events;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving.Live;

/// <summary>
/// Has what is served follow the database: changes several times a second, popularity every few minutes. While the database is
/// away everything stays as it was, but for what expires.
/// </summary>
internal sealed partial class LiveCatalogFollower(
    SnapshotHolder holder, LiveCatalogs catalogs, PopularityReader popularity,
    IOptions<PositivesOptions> positives, IOptions<LiveOptions> options, TimeProvider time, ILogger<LiveCatalogFollower> logger) : BackgroundService
{
    private readonly SemaphoreSlim _nudge = new(0, 1);
    private bool _failing;

    /// <summary>Asks for the changes at once, because something was just written here.</summary>
    public void Nudge()
    {
        if (_nudge.CurrentCount == 0)
            _nudge.Release();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _nudge.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(FollowAsync(stoppingToken), RenewPopularityAsync(stoppingToken));

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _nudge.WaitAsync(options.Value.FollowInterval, stoppingToken);
            foreach (var model in holder.Models)
            {
                if (model.Snapshot.TryLease() is not { } lease)
                    continue;
                using (lease)
                    await FollowAsync(model, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(ServedModel model, CancellationToken stoppingToken)
    {
        try
        {
            if (model.Live is { IsLoaded: true, IsFull: false } live && live.Age < ChangeRetention.Followed)
                await live.FollowAsync(stoppingToken);
            else
                await ReopenAsync(model, stoppingToken);
            _failing = false;
        }
        // The loader says that the database is away; anything else is said once.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            if (!_failing)
                LogFailed(model.Version, error.GetBaseException().Message);
            _failing = true;
            model.Live.Settle();
        }
    }

    private async Task ReopenAsync(ServedModel model, CancellationToken stoppingToken)
    {
        var live = catalogs.Create(model.Snapshot);
        await live.LoadAsync(stoppingToken);
        model.Live = live;
        await RenewPopularityAsync([model], stoppingToken);
    }

    private async Task RenewPopularityAsync(CancellationToken stoppingToken)
    {
        IReadOnlyList<ServedModel> renewed = [];
        var due = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(options.Value.FollowInterval, stoppingToken);
            // A new snapshot does not wait for the others' turn.
            var models = holder.Models;
            var isDue = time.GetElapsedTime(due) >= options.Value.PopularityInterval;
            if (!isDue && models.All(renewed.Contains))
                continue;
            due = time.GetTimestamp();
            try
            {
                await RenewPopularityAsync(models, stoppingToken);
                renewed = models;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogPopularity(error.GetBaseException().Message);
            }
        }
    }

    private async Task RenewPopularityAsync(IReadOnlyList<ServedModel> models, CancellationToken stoppingToken)
    {
        var scores = await popularity.ReadAsync(positives.Value.Positives, options.Value.PopularityHalfLife, stoppingToken);
        // A database without interactions knows less than the snapshot.
        if (scores.Count == 0)
            return;
        foreach (var model in models)
        {
            if (model.Snapshot.TryLease() is not { } lease)
                continue;
            using (lease)
                model.Live.Renew(scores);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot follow what changes since snapshot {Version}: {Reason}")]
    private partial void LogFailed(string version, string reason);

    [LoggerMessage(LogLevel.Debug, "Cannot add up what is popular: {Reason}")]
    private partial void LogPopularity(string reason);
}
