using System.Diagnostics;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Telemetry;
using KDiffE.Training.Operators;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>What this worker does with the runs that it is handed: claims them, works on them, and says how they ended.</summary>
internal sealed partial class RunProcessor(
    RunLeases leases,
    RunPipeline pipeline,
    IOperators operators,
    ISnapshotStore store,
    ScheduleStore schedules,
    WorkerMeter meter,
    RunLog log,
    IOptions<LeaseOptions> leaseOptions,
    IOptions<ShutdownOptions> shutdownOptions,
    IOptions<RunFolderOptions> folderOptions,
    ILogger<RunProcessor> logger) : IRunProcessor
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    // What runs call their worker.
    private static readonly string Name = $"{Environment.MachineName}:{Environment.ProcessId}";

    private readonly LeaseOptions _options = leaseOptions.Value;

    /// <inheritdoc/>
    public async Task ProcessAsync(long run, CancellationToken stopping)
    {
        if (await leases.ClaimFirstAsync(Name, operators.Device.ToString(), _options.Limits, stopping) is not { } claimed)
            return;
        await using var lease = claimed;
        run = lease.Run.Id;
        using var kept = log.Begin(run);
        using var span = Tracing.Source.StartActivity("training.run", ActivityKind.Consumer, Tracing.Continue(lease.Run.TraceParent));
        span?.SetTag("kdiffe.run", run).SetTag("kdiffe.attempt", lease.Run.Attempt);
        LogTaken(run, lease.Run.Attempt);
        await using var heartbeat = new Heartbeat(lease, _options, Phases.Reading, () => Environment.FailFast($"Run {run} has stalled."), logger);
        using var late = new CancellationTokenSource();
        await using var _ = stopping.Register(() => late.CancelAfter(shutdownOptions.Value.StopWithin));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(heartbeat.Stop, late.Token);
        meter.Run = run;
        try
        {
            await CheckFoldersAsync(cancel.Token);
            await pipeline.RunAsync(lease, heartbeat, stopping, cancel.Token);
            LogEnded(run);
        }
        catch (Exception error) when (error is not OperationCanceledException && TransientErrors.IsTransient(error))
        {
            LogInterrupted(error, run);
            if (!await InterruptAsync(lease, TransientErrors.Reason(error), stopping))
                LogLost(run);
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, error.Message);
            await EndAsync(lease, heartbeat.Answer, error, stopping.IsCancellationRequested);
        }
        finally
        {
            meter.Run = null;
        }
    }

    /// <inheritdoc/>
    public Task TickAsync(string schedule, DateTimeOffset tick, CancellationToken cancellationToken) =>
        schedules.FireAsync(schedule, tick, cancellationToken);

    // Found out now, not after hours.
    private Task CheckFoldersAsync(CancellationToken cancellation)
    {
        folderOptions.Value.CheckWritable();
        return store.CheckWritableAsync(cancellation);
    }

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
            default:
                LogFailed(error, run);
                await lease.EndAsync(RunState.Failed, error.Message);
                break;
        }

        new RunFolder(folderOptions.Value.Folder, lease.Run).Delete();
    }

    // The row cannot be changed while the database is away. Where another worker has taken the run up meanwhile it is not changed.
    private static async Task<bool> InterruptAsync(RunLease lease, string reason, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await lease.InterruptAsync(reason, stopping);
            }
            catch (Exception error) when (TransientErrors.IsTransient(error))
            {
                await Task.Delay(TellEvery, stopping);
            }
        }
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

    [LoggerMessage(LogLevel.Warning, "The database does not answer; run {Run} is given back as soon as it does, and taken up again")]
    private partial void LogInterrupted(Exception error, long run);

    [LoggerMessage(LogLevel.Error, "Run {Run} failed")]
    private partial void LogFailed(Exception error, long run);
}
