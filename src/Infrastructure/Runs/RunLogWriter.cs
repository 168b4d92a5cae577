using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// Stores what is logged of runs in small batches, every second, in the background: nobody waits for it, and a database that is away
/// stops nothing. What that does not take at the end of the process is lost.
/// </summary>
internal sealed partial class RunLogWriter(RunLog log, RunLogStore store, ILogger<RunLogWriter> logger) : BackgroundService
{
    private const int BatchSize = 200;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(2);

    private IReadOnlyList<RunLogLine> _batch = [];
    private bool _failing;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(LastTry);
        await StoreAsync(patience.Token);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await StoreAsync(stoppingToken);
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Stores what waits. A batch that the database does not take now is kept for the next time; one that it never takes is counted as lost.</summary>
    internal async Task StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_batch.Count > 0 || (_batch = log.Take(BatchSize)).Count > 0)
            {
                await store.AppendAsync(_batch, cancellationToken);
                (_batch, _failing) = ([], false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // At the end of the process; the batch stays for the last try.
        }
        // Whatever it is, the training goes on.
        catch (Exception error)
        {
            if (!_failing)
                LogFailed(TransientErrors.Reason(error));
            _failing = true;
            if (TransientErrors.IsTransient(error))
                return;
            log.Lose(_batch);
            _batch = [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot store the log of a run: {Reason}")]
    private partial void LogFailed(string reason);
}
