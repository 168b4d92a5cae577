using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Training.Operators;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>What this worker does with the runs that it is handed: claims them, works on them, and says how they ended.</summary>
internal sealed partial class RunProcessor(
    RunLeases leases,
    RunPipeline pipeline,
    IOperators operators,
    ScheduleStore schedules,
    IOptions<LeaseOptions> leaseOptions,
    IOptions<ShutdownOptions> shutdownOptions,
    IOptions<RunFolderOptions> folderOptions,
    ILogger<RunProcessor> logger) : IRunProcessor
{
    // What runs call their worker.
    private static readonly string Name = $"{Environment.MachineName}:{Environment.ProcessId}";

    private readonly LeaseOptions _options = leaseOptions.Value;

    /// <inheritdoc/>
    public async Task ProcessAsync(long run, CancellationToken stopping)
    {
        if (await leases.ClaimAsync(run, Name, operators.Device.ToString(), _options.Silence, _options.MaxAttempts, stopping) is not { } claimed)
            return;
        await using var lease = claimed;
        LogTaken(run, lease.Run.Attempt);
        await using var heartbeat = new Heartbeat(lease, _options, Phases.Reading, () => Environment.FailFast($"Run {run} has stalled."), logger);
        using var late = new CancellationTokenSource();
        await using var _ = stopping.Register(() => late.CancelAfter(shutdownOptions.Value.StopWithin));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(heartbeat.Stop, late.Token);
        try
        {
            await pipeline.RunAsync(lease, heartbeat, stopping, cancel.Token);
            LogEnded(run);
        }
        catch (Exception error)
        {
            await EndAsync(lease, heartbeat.Answer, error, stopping.IsCancellationRequested);
        }
    }

    /// <inheritdoc/>
    public Task TickAsync(string schedule, DateTimeOffset tick, CancellationToken cancellationToken) =>
        schedules.FireAsync(schedule, tick, cancellationToken);

    private async Task EndAsync(RunLease lease, HeartbeatAnswer answer, Exception error, bool stopping)
    {
        var run = lease.Run.Id;
        switch (error)
        {
            case OperationCanceledException when answer == HeartbeatAnswer.Cancel:
                LogCancelled(run);
                await lease.EndAsync(RunState.Cancelled);
                break;
            case OperationCanceledException when answer == HeartbeatAnswer.Lost:
                LogLost(run);
                return;
            case OperationCanceledException when stopping:
                LogGivenBack(run);
                await lease.ReleaseAsync();
                return;
            case var _ when TransientErrors.IsTransient(error):
                // The row cannot be changed now; when its lease expires, another worker takes the run up.
                LogAbandoned(error, run);
                return;
            default:
                LogFailed(error, run);
                await lease.EndAsync(RunState.Failed, error.Message);
                break;
        }

        new RunFolder(folderOptions.Value.Folder, lease.Run).Delete();
    }

    [LoggerMessage(LogLevel.Information, "Took up run {Run}, attempt {Attempt}")]
    private partial void LogTaken(long run, int attempt);

    [LoggerMessage(LogLevel.Information, "Run {Run} has ended")]
    private partial void LogEnded(long run);

    [LoggerMessage(LogLevel.Information, "Run {Run} was cancelled")]
    private partial void LogCancelled(long run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} is another worker's now")]
    private partial void LogLost(long run);

    [LoggerMessage(LogLevel.Information, "Gave run {Run} back, with its checkpoint")]
    private partial void LogGivenBack(long run);

    [LoggerMessage(LogLevel.Warning, "The database does not answer; run {Run} will be taken up again")]
    private partial void LogAbandoned(Exception error, long run);

    [LoggerMessage(LogLevel.Error, "Run {Run} failed")]
    private partial void LogFailed(Exception error, long run);
}
