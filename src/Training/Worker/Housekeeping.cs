using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Feedback;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// What a worker does at its start and from time to time: ends itself when the schema is not its own any more, makes the queue
/// again where it was lost and tells it the schedules, hands runs that nobody works on to it again, forgets the files of runs that have ended elsewhere,
/// old snapshots, old feedback, old entries of the audit log, and changes that nobody follows any more.
/// </summary>
internal sealed partial class Housekeeping(
    IDbContextFactory<KDiffEDbContext> contexts,
    RunStore runs,
    IRunQueue queue,
    ScheduleStore schedules,
    SnapshotRetention retention,
    SnapshotCatalog catalog,
    HeldOutTwins twins,
    ChangeRetention changes,
    FeedbackStore feedback,
    AuditLog audit,
    IOptions<LeaseOptions> leaseOptions,
    IOptions<RunFolderOptions> folderOptions,
    IOptions<RetentionOptions> retentionOptions,
    IOptions<FeedbackOptions> feedbackOptions,
    IOptions<AuditOptions> auditOptions,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Housekeeping> logger) : BackgroundService
{
    private const int RecentRuns = 100;

    // Retention keeps activations waiting; nobody waits for it.
    private static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(1);

    private readonly LeaseOptions _lease = leaseOptions.Value;
    private readonly RetentionOptions _retention = retentionOptions.Value;
    private long? _cleaned;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_lease.Heartbeat * 2);
        do
        {
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (UnusableSchemaException error)
            {
                LogUnusable(error.Message);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task KeepAsync(CancellationToken cancellation)
    {
        // A later version may have migrated the database since, or somebody dropped tables.
        await Database.VerifyStillThereAsync(contexts, cancellation);
        var isRecent = _cleaned is { } last && time.GetElapsedTime(last) < CleanEvery;
        // Before runs are handed over: what they are handed to may be gone.
        if (!isRecent)
            await schedules.RestoreAsync(cancellation);
        var (lost, waiting) = await runs.ListClaimableAsync(_lease.Silence, cancellation);
        foreach (var run in lost.Concat(waiting))
            await queue.EnqueueAsync(run, cancellation);
        if (isRecent)
            return;
        await CleanAsync(cancellation);
        _cleaned = time.GetTimestamp();
    }

    private async Task CleanAsync(CancellationToken cancellation)
    {
        // Runs that came to their end elsewhere: cancelled while they waited, or taken up once too often.
        foreach (var run in await runs.ListAsync(before: null, RecentRuns, cancellation))
        {
            if (!run.IsActive)
                new RunFolder(folderOptions.Value.Folder, run).Delete();
        }

        await changes.ApplyAsync(cancellation);
        if (await feedback.DeleteBeforeAsync(time.GetUtcNow() - feedbackOptions.Value.Keep, cancellation) is > 0 and var entries)
            LogForgottenFeedback(entries);
        if (await audit.DeleteBeforeAsync(time.GetUtcNow() - auditOptions.Value.Keep, cancellation) is > 0 and var old)
            LogForgottenAudit(old);
        await CleanSnapshotsAsync(cancellation);
    }

    // Last, so that nothing else waits for a store that is away.
    private async Task CleanSnapshotsAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var version in await retention.ApplyAsync(_retention.KeepSnapshots, _retention.KeepUnserved, cancellation))
                LogForgotten(version);
            await twins.KeepOnlyAsync((await catalog.ListAsync(cancellation)).Select(snapshot => snapshot.Version), cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Critical, "This worker ends: {Reason}")]
    private partial void LogUnusable(string reason);

    [LoggerMessage(LogLevel.Information, "Forgot snapshot {Version}")]
    private partial void LogForgotten(string version);

    [LoggerMessage(LogLevel.Warning, "Old snapshots cannot be deleted yet: {Reason}")]
    private partial void LogNotDeleted(string reason);

    [LoggerMessage(LogLevel.Information, "Forgot {Entries} entries of feedback")]
    private partial void LogForgottenFeedback(int entries);

    [LoggerMessage(LogLevel.Information, "Forgot {Entries} entries of the audit log")]
    private partial void LogForgottenAudit(int entries);

    [LoggerMessage(LogLevel.Warning, "Housekeeping failed and will be tried again")]
    private partial void LogFailed(Exception error);
}
