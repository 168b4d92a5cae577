using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;
using KDiffE.Training.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace KDiffE.Training.Tests.Worker;

public sealed class HeartbeatTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly RunStore _runs = database.Get<RunStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheDatabaseHearsHowFarTheWorkIs()
    {
        var lease = await ClaimAsync();
        await using var heartbeat = Start(lease);

        heartbeat.Report(new RunProgress("training", 0.5, 3, 10));

        await Eventually.IsAsync(async () => (await _runs.GetAsync(lease.Run.Id, Cancellation))!.Progress == new RunProgress("training", 0.5, 3, 10), Patience);
        heartbeat.Answer.ShouldBe(HeartbeatAnswer.Continue);
        heartbeat.Stop.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task AnotherPhaseIsToldAtOnce()
    {
        var lease = await ClaimAsync();
        await using var heartbeat = new Heartbeat(
            lease, Beating(TimeSpan.FromHours(1), TimeSpan.FromHours(2)), new RunProgress("reading", 0), () => { }, NullLogger.Instance);
        await Eventually.IsAsync(async () => (await _runs.GetAsync(lease.Run.Id, Cancellation))!.Progress?.Phase == "reading", Patience);

        heartbeat.Report(new RunProgress("preparing", 0.1));

        await Eventually.IsAsync(async () => (await _runs.GetAsync(lease.Run.Id, Cancellation))!.Progress?.Phase == "preparing", Patience);
    }

    [Fact]
    public async Task AWorkerThatMakesNoProgressIsReportedAndGoesSilent()
    {
        var lease = await ClaimAsync();
        var stalled = new TaskCompletionSource();
        await using var heartbeat = new Heartbeat(
            lease, Beating(Often, TimeSpan.FromMilliseconds(200)), new RunProgress("reading", 0), stalled.SetResult, NullLogger.Instance);

        await stalled.Task.WaitAsync(Patience, Cancellation);

        var before = (await _runs.GetAsync(lease.Run.Id, Cancellation))!.HeartbeatAt;
        await Task.Delay(5 * Often, Cancellation);
        (await _runs.GetAsync(lease.Run.Id, Cancellation))!.HeartbeatAt.ShouldBe(before);
    }

    [Fact]
    public async Task ACancelledRunStopsItsWorker()
    {
        var lease = await ClaimAsync();
        await using var heartbeat = Start(lease);

        await _runs.CancelAsync(lease.Run.Id, Cancellation);

        await Eventually.IsAsync(() => Task.FromResult(heartbeat.Stop.IsCancellationRequested), Patience);
        heartbeat.Answer.ShouldBe(HeartbeatAnswer.Cancel);
    }

    [Fact]
    public async Task AWorkerWhoseRunIsTakenOverStops()
    {
        var lease = await ClaimAsync();
        await using var heartbeat = Start(lease);

        await database.ExecuteAsync($"update training_runs set lease = gen_random_uuid() where id = {lease.Run.Id}");

        await Eventually.IsAsync(() => Task.FromResult(heartbeat.Stop.IsCancellationRequested), Patience);
        heartbeat.Answer.ShouldBe(HeartbeatAnswer.Lost);
    }

    [Fact]
    public async Task ADatabaseThatDoesNotAnswerStopsNothing()
    {
        var lease = await ClaimAsync();
        await using var heartbeat = Start(lease);
        await database.ExecuteAsync("alter table training_runs rename column phase to was_phase");
        try
        {
            await Task.Delay(10 * Often, Cancellation);
            heartbeat.Stop.IsCancellationRequested.ShouldBeFalse();
        }
        finally
        {
            await database.ExecuteAsync("alter table training_runs rename column was_phase to phase");
        }

        heartbeat.Report(new RunProgress("evaluating", 0.9));
        await Eventually.IsAsync(async () => (await _runs.GetAsync(lease.Run.Id, Cancellation))!.Progress?.Phase == "evaluating", Patience);
    }

    private static Heartbeat Start(RunLease lease) =>
        new(lease, Beating(Often, TimeSpan.FromMinutes(1)), new RunProgress("reading", 0), () => { }, NullLogger.Instance);

    private static LeaseOptions Beating(TimeSpan interval, TimeSpan stallAfter) => new() { Heartbeat = interval, StallAfter = stallAfter };

    private async Task<RunLease> ClaimAsync()
    {
        var arguments = new RunArguments("default", new Dictionary<string, string>());
        var (run, _) = await _runs.RequestAsync(arguments, idempotencyKey: null, queue: true, Cancellation);
        return (await database.Get<RunLeases>().ClaimAsync(run.Id, "worker", "cpu", new ClaimLimits(TimeSpan.FromMinutes(1), Attempts: 3, Interruptions: 3), Cancellation))!;
    }
}
