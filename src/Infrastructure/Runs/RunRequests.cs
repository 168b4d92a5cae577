using System.Diagnostics;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Telemetry;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// Asks for runs and takes them back. A run is in the database before it is in the queue; one that does not get there is
/// handed over by the next worker that looks.
/// </summary>
public sealed partial class RunRequests(RunStore runs, IRunQueue queue, ILogger<RunRequests> logger)
{
    /// <inheritdoc cref="RunStore.RequestAsync"/>
    public async Task<(TrainingRun Run, RequestOutcome Outcome)> RequestAsync(
        RunArguments arguments, string? idempotencyKey, bool queueBehind, CancellationToken cancellationToken = default)
    {
        using var span = Tracing.Source.StartActivity("training.request", ActivityKind.Producer);
        var (run, outcome) = await runs.RequestAsync(arguments, idempotencyKey, queueBehind, cancellationToken);
        span?.SetTag("kdiffe.run", run.Id).SetTag("kdiffe.outcome", outcome.ToString());
        // Also for a repeated request: whoever made the first one may have ended before the run was in the queue.
        if (outcome is RequestOutcome.Created or RequestOutcome.Repeated && run.State == RunState.Queued)
            await TellAsync(run.Id, queue.EnqueueAsync, cancellationToken);
        return (run, outcome);
    }

    /// <inheritdoc cref="RunStore.CancelAsync"/>
    public async Task<TrainingRun?> CancelAsync(long run, CancellationToken cancellationToken = default)
    {
        var cancelled = await runs.CancelAsync(run, cancellationToken);
        if (cancelled?.CancelRequested == true)
            await TellAsync(run, queue.CancelAsync, cancellationToken);
        return cancelled;
    }

    /// <inheritdoc cref="RunStore.CancelAllAsync"/>
    public async Task<IReadOnlyList<long>> CancelAllAsync(RunState state, CancellationToken cancellationToken = default)
    {
        var cancelled = await runs.CancelAllAsync(state, cancellationToken);
        foreach (var run in cancelled)
            await TellAsync(run, queue.CancelAsync, cancellationToken);
        return cancelled;
    }

    private async Task TellAsync(long run, Func<long, CancellationToken, Task> tell, CancellationToken cancellationToken)
    {
        try
        {
            await tell(run, cancellationToken);
        }
        // Hangfire's storage has exceptions of its own.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogUntold(error, run);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The queue does not take a change of run {Run}; the workers will find it in the database")]
    private partial void LogUntold(Exception error, long run);
}
