using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KDiffE.Infrastructure.Tests.Runs;

public sealed class RunRequestsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly RunArguments Arguments = new("default", new Dictionary<string, string>());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunIsThereEvenWhenTheQueueDoesNotTakeIt()
    {
        var runs = database.Get<RunStore>();
        var requests = new RunRequests(runs, new BrokenQueue(), NullLogger<RunRequests>.Instance);

        var (run, outcome) = await requests.RequestAsync(Arguments, idempotencyKey: null, queueBehind: true, Cancellation);

        outcome.ShouldBe(RequestOutcome.Created);
        (await runs.ListClaimableAsync(TimeSpan.FromSeconds(30), Cancellation)).Waiting.ShouldContain(run.Id);
        (await requests.CancelAsync(run.Id, Cancellation))!.State.ShouldBe(RunState.Cancelled);
    }

    private sealed class BrokenQueue : IRunQueue
    {
        public Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task EnqueueAsync(long run, CancellationToken cancellationToken = default) => throw new InvalidOperationException("out of order");

        public Task CancelAsync(long run, CancellationToken cancellationToken = default) => throw new InvalidOperationException("out of order");

        public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default) => throw new InvalidOperationException("out of order");
    }
}
