using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// Ends a worker once no run was to be had for a while, for whoever starts workers when runs wait and pays for machines by
/// the minute. A run that is asked for meanwhile is in the database, and the next worker takes it up.
/// </summary>
internal sealed partial class IdleExit(
    TimeSpan limit,
    RunStore runs,
    WorkerMeter meter,
    IOptions<LeaseOptions> lease,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<IdleExit> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        var busy = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await MayHaveWorkAsync(stoppingToken))
            {
                busy = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(busy) >= limit)
            {
                LogEnding(limit.TotalSeconds);
                lifetime.StopApplication();
                return;
            }
        }
    }

    private async Task<bool> MayHaveWorkAsync(CancellationToken cancellation)
    {
        if (meter.Run is not null)
            return true;
        try
        {
            var (lost, waiting) = await runs.ListClaimableAsync(lease.Value.Silence, cancellation);
            return lost.Count + waiting.Count > 0;
        }
        // A database that does not answer may have some.
        catch (Exception error) when (TransientErrors.IsTransient(error))
        {
            return true;
        }
    }

    [LoggerMessage(LogLevel.Information, "No run was to be had for {Seconds} s; this worker ends")]
    private partial void LogEnding(double seconds);
}
