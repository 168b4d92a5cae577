using Microsoft.Extensions.Hosting;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>Looks how the replica is every few seconds, so that health and metrics tell it also while nothing is read.</summary>
internal sealed class ReplicaWatch(ReadRouter reads) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
            await reads.LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
