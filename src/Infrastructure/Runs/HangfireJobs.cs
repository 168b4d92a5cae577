using Hangfire;
using Hangfire.Server;

namespace KDiffE.Infrastructure.Runs;

/// <summary>What Hangfire calls in a worker. Its jobs name these methods in the database: renaming one orphans them.</summary>
[AutomaticRetry(Attempts = 3, DelaysInSeconds = new[] { 20 })]
internal sealed class HangfireJobs(IRunProcessor processor)
{
    internal const string TrainQueue = "train";
    internal const string TickQueue = "tick";

    [Queue(TrainQueue)]
    public async Task RunAsync(long run, CancellationToken stopping)
    {
        await processor.ProcessAsync(run, stopping);
        // Work that was told to stop has given the run back: another worker shall have it.
        stopping.ThrowIfCancellationRequested();
    }

    // Hangfire's own parameter of a recurring job holds the second in which it saw that the job was due.
    [Queue(TickQueue)]
    public Task TickAsync(string name, string cron, string timeZone, PerformContext context, CancellationToken cancellationToken) => processor.TickAsync(
        name, CronSchedule.Parse(cron, timeZone).LastTime(DateTimeOffset.FromUnixTimeSeconds(context.GetJobParameter<long>("Time"))), cancellationToken);
}
