using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Jobs;
using KDiffE.Infrastructure.Runs;
using KDiffE.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace KDiffE.Infrastructure.Tests.Jobs;

public sealed class TrainingRequestsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly TrainingArguments Arguments = new("default", new Dictionary<string, string>());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunIsThereEvenWhenTheQueueDoesNotTakeIt()
    {
        var runs = database.Get<TrainingRuns>();
        var requests = new TrainingRequests(runs, new BrokenQueue(), NullLogger<TrainingRequests>.Instance);

        var (run, outcome) = await requests.RequestAsync(Arguments, idempotencyKey: null, queueBehind: true, Cancellation);

        outcome.ShouldBe(RequestOutcome.Created);
        (await runs.ListClaimableAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldContain(run.Id);
        (await requests.CancelAsync(run.Id, Cancellation))!.State.ShouldBe(TrainingRunState.Cancelled);
    }

    [Fact]
    public async Task SchedulesAreToldToAnotherEngineAtTheNextStart()
    {
        var runs = database.Get<TrainingRuns>();
        var told = new NotingQueue();
        var schedules = new TrainingSchedules(database.Contexts, new TrainingRequests(runs, told, NullLogger<TrainingRequests>.Instance), told);
        await schedules.SetAsync("nightly", CronSchedule.Parse("0 3 * * *"), Arguments, Cancellation);
        await schedules.SetAsync("weekly", CronSchedule.Parse("0 4 * * 7"), Arguments, Cancellation);
        var other = new NotingQueue();

        await new TrainingSchedules(database.Contexts, new TrainingRequests(runs, other, NullLogger<TrainingRequests>.Instance), other).RestoreAsync(Cancellation);

        other.Schedules.ShouldBe(["nightly 0 3 * * *", "weekly 0 4 * * 7"]);
        other.Schedules.ShouldBe(told.Schedules);
    }

    private sealed class NotingQueue : ITrainingQueue
    {
        internal List<string> Schedules { get; } = [];

        public Task EnqueueAsync(long run, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task CancelAsync(long run, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default)
        {
            Schedules.Add($"{name} {cron?.Expression}");
            return Task.CompletedTask;
        }
    }

    private sealed class BrokenQueue : ITrainingQueue
    {
        public Task EnqueueAsync(long run, CancellationToken cancellationToken = default) => throw new InvalidOperationException("out of order");

        public Task CancelAsync(long run, CancellationToken cancellationToken = default) => throw new InvalidOperationException("out of order");

        public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default) => throw new InvalidOperationException("out of order");
    }
}
