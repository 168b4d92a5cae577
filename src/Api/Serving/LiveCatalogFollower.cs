using KDiffE.Api.Serving.Live;
using KDiffE.Infrastructure.Changes;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving;

/// <summary>
/// Has what is served follow the database, change by change, several times a second. While the database is away everything stays
/// as it was, but for what expires.
/// </summary>
internal sealed partial class LiveCatalogFollower(
    SnapshotHolder holder, PreviewSlot preview, LiveCatalogs catalogs, IOptions<LiveOptions> options, ILogger<LiveCatalogFollower> logger) : BackgroundService
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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _nudge.WaitAsync(options.Value.FollowInterval, stoppingToken);
            foreach (var model in holder.Models.Concat(preview.Models))
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
    }

    [LoggerMessage(LogLevel.Warning, "Cannot follow what changes since snapshot {Version}: {Reason}")]
    private partial void LogFailed(string version, string reason);
}
