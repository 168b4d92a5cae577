using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>Has new items placed in the snapshot that is served, from time to time while this worker has no run.</summary>
internal sealed partial class NewItemWatch(
    SnapshotExtender extender, WorkerMeter meter, IOptions<PlacementOptions> options, ILogger<NewItemWatch> logger) : BackgroundService
{
    private string? _failure;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.PlaceNewItemsEvery == TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(options.Value.PlaceNewItemsEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (meter.Run is null)
                await LookAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await extender.ExtendAsync(stoppingToken);
            _failure = null;
        }
        // Whatever it is, the snapshot that is served stays; the housekeeping says what is the matter with the database.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            if (error.Message != _failure && !TransientErrors.IsAway(error) && error is not UnusableSchemaException)
                LogFailed(error);
            _failure = error.Message;
        }
    }

    [LoggerMessage(LogLevel.Warning, "New items could not be placed and will be tried again")]
    private partial void LogFailed(Exception error);
}
