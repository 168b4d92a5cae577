using System.Diagnostics;
using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KDiffE.Infrastructure.Nodes;

/// <summary>
/// Enters this process among the nodes, says every few seconds that it is there, and takes it away at an orderly stop. Nothing
/// depends on it: while the database is away, nobody is told, and nothing else happens.
/// </summary>
internal sealed partial class NodeBeat(NodeStore nodes, NodeIdentity self, INodeConditionSource source, ILogger<NodeBeat> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(2);

    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _failed;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LeaveWithin);
        try
        {
            await nodes.RemoveAsync(self, limit.Token);
        }
        // The row stays, and says itself that nobody has heard of the process since.
        catch (Exception error)
        {
            LogStays(error.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
            await BeatAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(Interval);
        try
        {
            await nodes.BeatAsync(self, Stopwatch.GetElapsedTime(_started), source.Current, limit.Token);
            _failed = false;
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            // That the database is away, or has no tables yet, is said elsewhere.
            var isKnown = limit.IsCancellationRequested || TransientErrors.IsAway(error) || error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable };
            if (!isKnown && !_failed)
                LogFailed(error);
            _failed |= !isKnown;
        }
    }

    [LoggerMessage(LogLevel.Warning, "GET /nodes does not hear of this process; it is tried again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Debug, "GET /nodes lists this process for a day: {Reason}")]
    private partial void LogStays(string reason);
}
