using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Tests.Runs;

public sealed class RunStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly RunArguments Arguments = new("default", new Dictionary<string, string> { ["KDiffE:Dim"] = "32" });

    private static readonly ClaimLimits Limits = new(TimeSpan.FromSeconds(30), Attempts: 3, Interruptions: 3);

    private static readonly GateVerdict Passed = new(true, null, new HoldOutFigures(0.3, 0.2), new HoldOutFigures(0.1, 0.1), null, "No snapshot is served yet.", 0.03);

    private readonly RunStore _runs = database.Get<RunStore>();
    private readonly SnapshotCatalog _catalog = database.Get<SnapshotCatalog>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("delete from snapshots; delete from training_runs");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ARequestWaitsWithWhatItAskedFor()
    {
        var (run, outcome) = await _runs.RequestAsync(Arguments, idempotencyKey: null, queue: false, Cancellation);

        outcome.ShouldBe(RequestOutcome.Created);
        var stored = (await _runs.GetAsync(run.Id, Cancellation))!;
        (stored.State, stored.Attempt, stored.Progress, stored.IsActive).ShouldBe((RunState.Queued, 0, null, true));
        (stored.Arguments.Preset, stored.Arguments.Settings["KDiffE:Dim"]).ShouldBe(("default", "32"));
        stored.CreatedAt.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task TheSameKeyGivesTheSameRunEvenWhenItHasEnded()
    {
        var (first, _) = await _runs.RequestAsync(Arguments, "nightly-1", queue: false, Cancellation);
        await _runs.CancelAsync(first.Id, Cancellation);

        var (second, outcome) = await _runs.RequestAsync(Arguments, "nightly-1", queue: false, Cancellation);

        (second.Id, outcome).ShouldBe((first.Id, RequestOutcome.Repeated));
    }

    [Fact]
    public async Task WhileARunIsActiveAnotherIsMadeOnlyToQueueBehindIt()
    {
        var (first, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);

        var (busy, refused) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        var (behind, queued) = await _runs.RequestAsync(Arguments, null, queue: true, Cancellation);

        (busy.Id, refused).ShouldBe((first.Id, RequestOutcome.Busy));
        queued.ShouldBe(RequestOutcome.Created);
        behind.Id.ShouldBeGreaterThan(first.Id);
    }

    [Fact]
    public async Task RequestsAtOnceMakeOneRun()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _runs.RequestAsync(Arguments, null, queue: false, Cancellation)));

        answers.Count(answer => answer.Outcome == RequestOutcome.Created).ShouldBe(1);
        answers.Select(answer => answer.Run.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ListsPageFromTheNewestOn()
    {
        var ids = new List<long>();
        for (var k = 0; k < 5; k++)
            ids.Add((await _runs.RequestAsync(Arguments, null, queue: true, Cancellation)).Run.Id);

        var first = await _runs.ListAsync(before: null, 2, Cancellation);
        var second = await _runs.ListAsync(first[^1].Id, 10, Cancellation);

        first.Concat(second).Select(run => run.Id).ShouldBe(Enumerable.Reverse(ids));
    }

    [Fact]
    public async Task AWaitingRunIsCancelledAtOnceAndARunningOneHearsOfIt()
    {
        var (waiting, _) = await _runs.RequestAsync(Arguments, null, queue: true, Cancellation);
        var (running, _) = await _runs.RequestAsync(Arguments, null, queue: true, Cancellation);
        var lease = (await ClaimAsync(running.Id))!;

        (await _runs.CancelAsync(waiting.Id, Cancellation))!.State.ShouldBe(RunState.Cancelled);
        (await _runs.CancelAsync(running.Id, Cancellation))!.State.ShouldBe(RunState.Running);

        (await lease.HeartbeatAsync(new("training", 0.5), Cancellation)).ShouldBe(HeartbeatAnswer.Cancel);
        (await ClaimAsync(waiting.Id)).ShouldBeNull();
        (await _runs.CancelAsync(12345678, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task OneOfManyWorkersGetsTheRun()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);

        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync(run.Id)));

        leases.Count(lease => lease is not null).ShouldBe(1);
        var claimed = (await _runs.GetAsync(run.Id, Cancellation))!;
        (claimed.State, claimed.Attempt, claimed.Worker, claimed.Device).ShouldBe((RunState.Running, 1, "worker", "cpu"));
        claimed.StartedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task AWorkerThatLostItsRunChangesNothingAnyMore()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        var frozen = (await ClaimAsync(run.Id))!;
        (await ClaimAsync(run.Id)).ShouldBeNull();
        await database.ExecuteAsync("update training_runs set heartbeat_at = now() - interval '31 seconds'");

        var other = (await ClaimAsync(run.Id, device: "cuda:1")).ShouldNotBeNull();

        (await frozen.HeartbeatAsync(new("training", 0.9), Cancellation)).ShouldBe(HeartbeatAnswer.Lost);
        (await frozen.RecordEpochAsync(1, new { loss = 1 }, score: null, 1, Cancellation)).ShouldBeFalse();
        (await frozen.EndAsync(RunState.Failed, cancellationToken: Cancellation)).ShouldBeFalse();
        (await frozen.AnnounceAsync(Metadata("frozen"), Cancellation)).ShouldBeFalse();
        (await frozen.PublishAsync("frozen", Passed, comparedWith: null, Cancellation)).ShouldBe(PublishAnswer.Lost);
        (await frozen.ReleaseAsync(Cancellation)).ShouldBeFalse();
        (await other.HeartbeatAsync(new("training", 0.1), Cancellation)).ShouldBe(HeartbeatAnswer.Continue);
        (await _runs.GetAsync(run.Id, Cancellation))!.ShouldSatisfyAllConditions(
            now => now.State.ShouldBe(RunState.Running),
            now => (now.Attempt, now.Interruptions).ShouldBe((1, 1)),
            now => now.Device.ShouldBe("cuda:1"),
            now => now.Progress.ShouldBe(new RunProgress("training", 0.1)));
    }

    [Fact]
    public async Task ARunThatIsGivenBackCanBeTakenUpWithoutCountingTheAttempt()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        (await (await ClaimAsync(run.Id))!.ReleaseAsync(Cancellation)).ShouldBeTrue();

        (await ClaimAsync(run.Id)).ShouldNotBeNull();

        (await _runs.GetAsync(run.Id, Cancellation))!.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task ARunThatNobodyFinishesFailsInTheEnd()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await using var lease = (await ClaimAsync(run.Id)).ShouldNotBeNull();
            lease.Run.Attempt.ShouldBe(attempt);
            // Also when the epoch was entered by an earlier attempt, which its checkpoint did not save.
            await lease.RecordEpochAsync(1, new { epoch = 1 }, score: null, 1, Cancellation);
            await LoseAsync();
        }

        (await ClaimAsync(run.Id)).ShouldBeNull();

        var failed = (await _runs.GetAsync(run.Id, Cancellation))!;
        (failed.State, failed.Interruptions).ShouldBe((RunState.Failed, 0));
        failed.Error!.ShouldContain("3 workers");
        failed.FinishedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task ARunThatIsLostBeforeItsFirstEpochCostsNoAttemptButCannotLoopForEver()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        for (var interruptions = 0; interruptions < 3; interruptions++)
        {
            await using var lease = (await ClaimAsync(run.Id)).ShouldNotBeNull();
            (lease.Run.Attempt, lease.Run.Interruptions).ShouldBe((1, interruptions));
            await lease.HeartbeatAsync(new("preparing", 0.02), Cancellation);
            await LoseAsync();
        }

        (await ClaimAsync(run.Id)).ShouldBeNull();

        var failed = (await _runs.GetAsync(run.Id, Cancellation))!;
        (failed.State, failed.Attempt, failed.Interruptions).ShouldBe((RunState.Failed, 0, 3));
        failed.Error!.ShouldContain("3 times it was interrupted");
    }

    [Fact]
    public async Task ARunThatTheDatabaseInterruptedWaitsAgainWithTheReasonAndCostsNoAttempt()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        await using (var lease = (await ClaimAsync(run.Id))!)
        {
            await lease.RecordEpochAsync(1, new { epoch = 1 }, score: null, 1, Cancellation);
            (await lease.InterruptAsync("terminating connection", Cancellation)).ShouldBeTrue();
            (await lease.InterruptAsync("twice", Cancellation)).ShouldBeFalse("it is nobody's now");
        }

        var waiting = (await _runs.GetAsync(run.Id, Cancellation))!;
        (waiting.State, waiting.Attempt, waiting.Interruptions).ShouldBe((RunState.Queued, 0, 1));
        (await database.EventsAsync(run.Id))[^1].Data.ShouldContain("terminating connection");
        await using var again = (await ClaimAsync(run.Id)).ShouldNotBeNull();
        again.Run.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task ARestartOfTheDatabaseCostsNoAttemptHoweverFarTheRunWas()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        await using (var lease = (await ClaimAsync(run.Id))!)
            await lease.RecordEpochAsync(1, new { epoch = 1 }, score: null, 1, Cancellation);
        await LoseAsync();
        await database.ExecuteAsync("update training_runs set server_started_at = '2000-01-01'");

        RunLease? other = null;
        // A worker is not silent while the database is away: the server itself must have been there for as long.
        await Eventually.IsAsync(async () => (other = await ClaimAsync(run.Id)) is not null);

        await using var held = other!;
        (held.Run.Attempt, held.Run.Interruptions).ShouldBe((1, 1));
    }

    [Fact]
    public async Task AWorkerThatWasHeardOfBeforeTheDatabaseRestartedIsWaitedForAnew()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        await using (var lease = (await ClaimAsync(run.Id))!)
            await LoseAsync();
        await database.ExecuteAsync("update training_runs set server_started_at = '2000-01-01'");
        // Longer than any server of a test has run.
        var patient = Limits with { Silence = TimeSpan.FromDays(3000) };
        await database.ExecuteAsync("update training_runs set heartbeat_at = now() - interval '9000 days'");

        (await database.Get<RunLeases>().ClaimAsync(run.Id, "worker", "cpu", patient, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task TheTurnIsFirstOfWhatWasLostThenOfWhatWasGivenBackThenOfWhatWaits()
    {
        var ids = new List<long>();
        for (var k = 0; k < 4; k++)
            ids.Add((await _runs.RequestAsync(Arguments, null, queue: true, Cancellation)).Run.Id);
        await (await ClaimAsync(ids[2]))!.ReleaseAsync(Cancellation);
        await using (await ClaimAsync(ids[3]))
            await database.ExecuteAsync($"update training_runs set heartbeat_at = now() - interval '11 seconds' where id = {ids[3]}");

        var turns = new List<long>();
        var leases = database.Get<RunLeases>();
        while (await leases.ClaimFirstAsync("worker", "cpu", Limits, Cancellation) is { } lease)
        {
            turns.Add(lease.Run.Id);
            await lease.EndAsync(RunState.Failed, cancellationToken: Cancellation);
            await lease.DisposeAsync();
        }

        turns.ShouldBe([ids[3], ids[2], ids[0], ids[1]]);
    }

    [Fact]
    public async Task ARunWhoseWorkerHasJustDiedIsWaitedForAndOneWhoseWorkerLivesIsNot()
    {
        var (dying, _) = await _runs.RequestAsync(Arguments, null, queue: true, Cancellation);
        var (living, _) = await _runs.RequestAsync(Arguments, null, queue: true, Cancellation);
        var (waiting, _) = await _runs.RequestAsync(Arguments, null, queue: true, Cancellation);
        await (await ClaimAsync(dying.Id))!.DisposeAsync();
        await using var live = (await ClaimAsync(living.Id))!;
        // Silence of a third of this expires the lease of a worker without a connection.
        var limits = Limits with { Silence = TimeSpan.FromSeconds(6) };
        var leases = database.Get<RunLeases>();

        await using var first = (await leases.ClaimFirstAsync("worker", "cpu", limits, Cancellation))!;
        await using var second = (await leases.ClaimFirstAsync("worker", "cpu", Limits, Cancellation))!;

        (first.Run.Id, second.Run.Id).ShouldBe((dying.Id, waiting.Id));
    }

    [Fact]
    public async Task NoMoreRunsWaitThanMayButARepeatedRequestIsStillAnswered()
    {
        var few = new RunStore(database.Contexts, database.Get<ReadRouter>(), Options.Create(new RunQueueOptions { MaxQueued = 2 }), database.Get<AuditLog>());
        var (first, _) = await few.RequestAsync(Arguments, "first", queue: true, Cancellation);
        await few.RequestAsync(Arguments, null, queue: true, Cancellation);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => few.RequestAsync(Arguments, null, queue: true, Cancellation)));

        answers.ShouldAllBe(answer => answer.Outcome == RequestOutcome.Full && answer.Run.Id == first.Id);
        (await few.RequestAsync(Arguments, "first", queue: true, Cancellation)).Outcome.ShouldBe(RequestOutcome.Repeated);
        await using var running = await ClaimAsync(first.Id);
        (await few.RequestAsync(Arguments, null, queue: true, Cancellation)).Outcome.ShouldBe(RequestOutcome.Created, "one that runs does not wait");
    }

    [Fact]
    public async Task AllThatWaitAreCancelledAtOnceAndAllThatRunAreAsked()
    {
        var ids = new List<long>();
        for (var k = 0; k < 3; k++)
            ids.Add((await _runs.RequestAsync(Arguments, null, queue: true, Cancellation)).Run.Id);
        await using var lease = (await ClaimAsync(ids[1]))!;

        (await _runs.CancelAllAsync(RunState.Queued, Cancellation)).ShouldBe([ids[0], ids[2]]);
        (await lease.HeartbeatAsync(new("training", 0.5), Cancellation)).ShouldBe(HeartbeatAnswer.Continue);
        (await _runs.CancelAllAsync(RunState.Running, Cancellation)).ShouldBe([ids[1]]);

        (await lease.HeartbeatAsync(new("training", 0.5), Cancellation)).ShouldBe(HeartbeatAnswer.Cancel);
        var cancelled = (await _runs.GetAsync(ids[2], Cancellation))!;
        (cancelled.State, cancelled.FinishedAt is null).ShouldBe((RunState.Cancelled, false));
        (await database.EventsAsync(ids[2]))[^1].Data.ShouldContain("cancelled");
        await lease.EndAsync(RunState.Cancelled, cancellationToken: Cancellation);
        (await _runs.CancelAllAsync(RunState.Running, Cancellation)).ShouldBeEmpty();
        (await _runs.CancelAllAsync(RunState.Cancelled, Cancellation)).ShouldBeEmpty("what has ended stays as it is");
    }

    [Fact]
    public async Task EventsTellTheStoryInOrderAndCanBeTakenUpInTheMiddle()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        var lease = (await ClaimAsync(run.Id))!;
        await lease.RecordEpochAsync(1, new { epoch = 1, loss = 0.5 }, score: null, 2, Cancellation);
        await lease.RecordEpochAsync(2, new { epoch = 2, loss = 0.25 }, score: null, 2, Cancellation);
        (await lease.RecordEpochAsync(1, new { epoch = 1, loss = 0.5 }, score: null, 3, Cancellation)).ShouldBeTrue();
        await lease.EndAsync(RunState.Skipped, "12 interactions, 100 are needed", cancellationToken: Cancellation);

        var events = await database.EventsAsync(run.Id);
        var rest = await database.EventsAsync(run.Id, events[2].Id);

        events.Select(e => e.Kind).ShouldBe(["state", "state", "epoch", "epoch", "state"]);
        events[1].Data.ShouldContain("running");
        rest.Select(e => e.Id).ShouldBe(events.Skip(3).Select(e => e.Id));
        rest[^1].Data.ShouldContain("100 are needed");
        (await database.QueryAsync<string>("select metrics ->> 'loss' from epoch_metrics order by epoch")).ShouldBe(["0.5", "0.25"]);
    }

    [Fact]
    public async Task TheBestEpochIsTheFirstOfThoseWithTheHighestScore()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        await using var lease = (await ClaimAsync(run.Id))!;
        (await _runs.GetFiguresAsync(run.Id, Cancellation)).ShouldBe((null, null, null));
        foreach (var (epoch, score) in ((int, double?)[])[(1, null), (2, 0.5), (3, 0.75), (4, 0.75), (5, 0.25), (6, null)])
            await lease.RecordEpochAsync(epoch, new { epoch }, score, 1, Cancellation);

        var (last, best, _) = await _runs.GetFiguresAsync(run.Id, Cancellation);

        (best, last).ShouldBe(("{\"epoch\": 3}", "{\"epoch\": 6}"));
    }

    [Fact]
    public async Task APublishedRunKeepsItsEnd()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        await using var lease = (await ClaimAsync(run.Id))!;
        await lease.AnnounceAsync(Metadata("v1"), Cancellation);
        (await lease.PublishAsync("v1", Passed, comparedWith: null, Cancellation)).ShouldBe(PublishAnswer.Published);

        (await lease.EndAsync(RunState.Failed, "late", Cancellation)).ShouldBeFalse();
        (await _runs.CancelAsync(run.Id, Cancellation))!.State.ShouldBe(RunState.Succeeded);

        var ended = (await _runs.GetAsync(run.Id, Cancellation))!;
        (ended.SnapshotVersion, ended.Error, ended.IsActive).ShouldBe(("v1", null, false));
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe("v1");
        await Should.ThrowAsync<ArgumentException>(() => lease.EndAsync(RunState.Succeeded, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task ASnapshotThatDidNotPassIsReadyWithItsReasonAndVerdict()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        await using var lease = (await ClaimAsync(run.Id))!;
        await lease.AnnounceAsync(Metadata("v1"), Cancellation);
        (await _catalog.ListAsync(Cancellation)).Single().State.ShouldBe(SnapshotState.Training);

        await lease.PublishAsync("v1", Passed with { Passed = false, Reason = "too poor" }, comparedWith: null, Cancellation);

        var kept = (await _catalog.ListAsync(Cancellation)).Single();
        (kept.State, kept.Reason, kept.TrainingRunId).ShouldBe((SnapshotState.Ready, "too poor", run.Id));
        (await _runs.GetAsync(run.Id, Cancellation))!.Error.ShouldBe("too poor");
        (await _runs.GetFiguresAsync(run.Id, Cancellation)).Verdict!.ShouldContain("too poor");
    }

    [Fact]
    public async Task ASnapshotIsJudgedAnewWhenAnotherBecameActiveMeanwhile()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        await using var lease = (await ClaimAsync(run.Id))!;
        await lease.AnnounceAsync(Metadata("v2"), Cancellation);
        await _catalog.RegisterReadyAsync(Metadata("v1"), Cancellation);
        await _catalog.ActivateAsync("v1", Cancellation);

        (await lease.PublishAsync("v2", Passed, comparedWith: null, Cancellation)).ShouldBe(PublishAnswer.ActiveChanged);

        (await _runs.GetAsync(run.Id, Cancellation))!.State.ShouldBe(RunState.Running);
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe("v1");
        (await lease.PublishAsync("v2", Passed, comparedWith: "v1", Cancellation)).ShouldBe(PublishAnswer.Published);
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe("v2");
    }

    [Fact]
    public async Task AWorkerWhoseConnectionIsGoneIsWaitedForNotAsLongAsOneThatIsSilent()
    {
        var (run, _) = await _runs.RequestAsync(Arguments, null, queue: false, Cancellation);
        var lease = (await ClaimAsync(run.Id))!;
        await database.ExecuteAsync("update training_runs set heartbeat_at = now() - interval '11 seconds'");
        (await _runs.ListClaimableAsync(TimeSpan.FromSeconds(30), Cancellation)).Lost.ShouldBe([run.Id]);
        (await ClaimAsync(run.Id)).ShouldBeNull();

        await lease.DisposeAsync();

        await using var other = (await ClaimAsync(run.Id)).ShouldNotBeNull();
        other.Run.Interruptions.ShouldBe(1);
    }

    private Task<RunLease?> ClaimAsync(long id, string device = "cpu") =>
        database.Get<RunLeases>().ClaimAsync(id, "worker", device, Limits, Cancellation);

    private Task LoseAsync() => database.ExecuteAsync("update training_runs set heartbeat_at = now() - interval '31 seconds'");

    private static SnapshotMetadata Metadata(string version) => new(
        version, "demo", DateTimeOffset.UtcNow, null, new Dictionary<string, string>(), new Dictionary<string, double>());
}
