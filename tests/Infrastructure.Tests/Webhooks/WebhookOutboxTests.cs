using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Infrastructure.Webhooks;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Webhooks;

/// <summary>What is to be told is entered in the transaction in which it happens, and nothing else is.</summary>
public sealed class WebhookOutboxTests : IAsyncLifetime
{
    private const string Url = "https://ops.example/hooks";

    private static readonly RunArguments Arguments = new("default", new Dictionary<string, string>());
    private static readonly GateVerdict Passed = new(true, null, new HoldOutFigures(0.3, 0.2), new HoldOutFigures(0.1, 0.1), null, "No snapshot is served yet.", 0.03);
    private static readonly GateVerdict Refused = Passed with { Passed = false, Reason = "It is worse than most popular." };
    private static readonly WebhookEvent[] All = [.. Enum.GetValues<WebhookEvent>().Where(happened => happened != WebhookEvent.Test)];

    private readonly PostgresDatabase _database = new();

    private RunStore Runs => _database.Get<RunStore>();

    private SnapshotCatalog Snapshots => _database.Get<SnapshotCatalog>();

    private WebhookStore Webhooks => _database.Get<WebhookStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task HasEveryEndOfARunOnceWithWhatItSays()
    {
        var webhook = await CreateAsync(All);
        var cancelled = await RequestAsync();
        await Runs.CancelAsync(cancelled, Cancellation);
        await Runs.CancelAsync(cancelled, Cancellation);
        await RequestAsync();
        await RequestAsync();
        await Runs.CancelAllAsync(RunState.Queued, Cancellation);
        await using (var failed = await ClaimAsync(await RequestAsync()))
            await failed.EndAsync(RunState.Failed, "The disk is \"full\".", Cancellation);
        await using (var skipped = await ClaimAsync(await RequestAsync()))
            await skipped.EndAsync(RunState.Skipped, "Too little.", Cancellation);
        await PublishAsync("v1", Passed, comparedWith: null);
        await PublishAsync("v2", Refused, comparedWith: "v1");

        var told = await ToldAsync(webhook);

        told.Select(body => body["type"]!.GetValue<string>()).ShouldBe(
            ["run.cancelled", "run.cancelled", "run.cancelled", "run.failed", "snapshot.activated", "run.succeeded", "run.refused"]);
        told[0]["data"]!["run"]!.GetValue<long>().ShouldBe(cancelled);
        told[3]["data"]!["reason"]!.GetValue<string>().ShouldBe("The disk is \"full\".");
        (told[5]["data"]!["snapshot"]!.GetValue<string>(), told[6]["data"]!["snapshot"]!.GetValue<string>()).ShouldBe(("v1", "v2"));
        told[6]["data"]!["reason"]!.GetValue<string>().ShouldBe("It is worse than most popular.");
        told.ShouldAllBe(body => body["timestamp"]!.GetValue<DateTime>().Kind == DateTimeKind.Utc);
    }

    [Fact]
    public async Task HasARunThatFailsBecauseItsWorkersDoAndOneThatWasCancelledBeforeItWasTakenUp()
    {
        var webhook = await CreateAsync(WebhookEvent.RunFailed, WebhookEvent.RunCancelled);
        var (lost, dropped) = (await RequestAsync(), await RequestAsync());
        await _database.ExecuteAsync($"update training_runs set attempt = 3 where id = {lost}; update training_runs set cancel_requested = true where id = {dropped}");

        (await TryClaimAsync(lost)).ShouldBeNull();
        (await TryClaimAsync(dropped)).ShouldBeNull();

        var told = await ToldAsync(webhook);
        told.Select(body => (body["type"]!.GetValue<string>(), body["data"]!["run"]!.GetValue<long>())).ShouldBe([("run.failed", lost), ("run.cancelled", dropped)]);
        told[0]["data"]!["reason"]!.GetValue<string>().ShouldStartWith("3 workers have trained it");
        told[0]["data"]!["finishedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task HasActivationsAndRollbacksButNotWhatChangesNothing()
    {
        var webhook = await CreateAsync(WebhookEvent.SnapshotActivated);
        foreach (var version in (string[])["v1", "v2"])
            await Snapshots.RegisterReadyAsync(Metadata(version), Cancellation);
        await Snapshots.ActivateAsync("v1", Cancellation);
        await Snapshots.ActivateAsync("v1", Cancellation);
        await Snapshots.ActivateAsync("v2", Cancellation);
        (await Snapshots.ReplaceAsync("v1", "v2", Cancellation)).ShouldBeFalse();
        await Snapshots.ReplaceAsync("v2", "v1", Cancellation);
        await Should.ThrowAsync<SnapshotUseException>(() => Snapshots.ActivateAsync("none", Cancellation));
        await Snapshots.RegisterReadyAsync(Metadata("v3") with { Extension = new SnapshotExtension("v1", 2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) }, Cancellation);
        await Snapshots.ActivateAsync("v3", Cancellation);

        (await ToldAsync(webhook)).Select(body => body["data"]!.ToJsonString()).ShouldBe(
        [
            """{"snapshot":"v1","before":null,"run":null,"extends":null}""", """{"snapshot":"v2","before":"v1","run":null,"extends":null}""", """{"snapshot":"v1","before":"v2","run":null,"extends":null}""",
            """{"snapshot":"v3","before":"v1","run":null,"extends":"v1"}""",
        ]);
    }

    [Fact]
    public async Task HasNothingOfWhatWasRolledBack()
    {
        var webhook = await CreateAsync(All);
        var run = await RequestAsync();
        await Snapshots.RegisterReadyAsync(Metadata("v1"), Cancellation);
        await _database.ExecuteAsync("alter table audit_entries add constraint nothing check (false) not valid");

        foreach (var action in (Func<Task>[])[() => Runs.CancelAsync(run, Cancellation), () => Runs.CancelAllAsync(RunState.Queued, Cancellation), () => Snapshots.ActivateAsync("v1", Cancellation)])
            (await Should.ThrowAsync<Exception>(action)).GetBaseException().ShouldBeOfType<PostgresException>().ConstraintName.ShouldBe("nothing");

        (await ToldAsync(webhook)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatCannotBeEnteredIsNotDone()
    {
        await CreateAsync(All);
        var run = await RequestAsync();
        await _database.ExecuteAsync("alter table webhook_deliveries add constraint nothing check (false) not valid");

        await Should.ThrowAsync<Exception>(() => Runs.CancelAsync(run, Cancellation));

        (await Runs.GetAsync(run, Cancellation))!.State.ShouldBe(RunState.Queued);
    }

    [Fact]
    public async Task EveryWebhookHasWhatItAskedForAndOneThatIsTurnedOffHasNothing()
    {
        var (all, few, off) = (await CreateAsync(All), await CreateAsync(WebhookEvent.RunFailed), await CreateAsync(All));
        await Webhooks.ChangeAsync(off, new WebhookContent(Url, All, Description: null, Enabled: false), Cancellation);

        await Runs.CancelAsync(await RequestAsync(), Cancellation);

        ((await ToldAsync(all)).Count, (await ToldAsync(few)).Count, (await ToldAsync(off)).Count).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task AWebhookThatIsDeletedMeanwhileUndoesNothing()
    {
        var webhook = await CreateAsync(All);
        var run = await RequestAsync();
        await using var connection = await _database.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var delete = new NpgsqlCommand("delete from webhooks", connection, transaction))
            await delete.ExecuteNonQueryAsync(Cancellation);

        // Waits for the other transaction, whose webhook it sees.
        var cancelled = Runs.CancelAsync(run, Cancellation);
        await Eventually.IsAsync(
            async () => (await _database.QueryAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).Single() == 1);
        await transaction.CommitAsync(Cancellation);

        (await cancelled)!.State.ShouldBe(RunState.Cancelled);
        (await ToldAsync(webhook)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARefusalThatSeveralProcessesTellOfIsEnteredOnceForEachActivationAndReason()
    {
        var webhook = await CreateAsync(WebhookEvent.SnapshotRefused);
        var notices = _database.Get<ServiceNotices>();
        await Snapshots.RegisterReadyAsync(Metadata("v1"), Cancellation);
        await Snapshots.ActivateAsync("v1", Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => notices.RefusedAsync("v1", "the file is missing", DateTimeOffset.UtcNow, Cancellation)));
        (await ToldAsync(webhook)).Count.ShouldBe(1);

        await notices.RefusedAsync("v1", "its checksum is wrong", DateTimeOffset.UtcNow, Cancellation);
        await notices.RefusedAsync("v2", "the file is missing", DateTimeOffset.UtcNow, Cancellation);
        (await ToldAsync(webhook)).Count.ShouldBe(3);

        await Snapshots.ActivateAsync("v1", Cancellation);
        await notices.RefusedAsync("v1", "the file is missing", DateTimeOffset.UtcNow, Cancellation);
        var last = (await ToldAsync(webhook))[3]["data"]!;
        (last["snapshot"]!.GetValue<string>(), last["reason"]!.GetValue<string>(), last["host"]!.GetValue<string>()).ShouldBe(("v1", "the file is missing", Environment.MachineName));
    }

    [Fact]
    public async Task OldDeliveriesAreForgottenWhateverBecameOfThem()
    {
        var webhook = await CreateAsync(All);
        await Runs.CancelAsync(await RequestAsync(), Cancellation);
        await _database.ExecuteAsync("update webhook_deliveries set created_at = now() - interval '3 days'");
        await Runs.CancelAsync(await RequestAsync(), Cancellation);

        (await _database.Get<DeliveryLog>().DeleteBeforeAsync(DateTimeOffset.UtcNow.AddDays(-2), Cancellation)).ShouldBe(1);

        (await ToldAsync(webhook)).Count.ShouldBe(1);
    }

    private static SnapshotMetadata Metadata(string version) =>
        new(version, "test", DateTimeOffset.UtcNow, null, new Dictionary<string, string>(), new Dictionary<string, double>());

    private async Task<string> CreateAsync(params WebhookEvent[] events) => (await Webhooks.CreateAsync(new WebhookContent(Url, events, Description: null), Cancellation)).Webhook.Id;

    private async Task<long> RequestAsync() => (await Runs.RequestAsync(Arguments, idempotencyKey: null, queue: true, Cancellation)).Run.Id;

    private Task<RunLease?> TryClaimAsync(long run) => _database.Get<RunLeases>().ClaimAsync(
        run, "worker", "cpu", new ClaimLimits(TimeSpan.FromSeconds(30), Attempts: 3, Interruptions: 3), Cancellation);

    private async Task<RunLease> ClaimAsync(long run) => (await TryClaimAsync(run)).ShouldNotBeNull();

    private async Task PublishAsync(string version, GateVerdict verdict, string? comparedWith)
    {
        await using var lease = await ClaimAsync(await RequestAsync());
        await lease.AnnounceAsync(Metadata(version), Cancellation);
        (await lease.PublishAsync(version, verdict, comparedWith, Cancellation)).ShouldBe(PublishAnswer.Published);
    }

    private async Task<IReadOnlyList<JsonNode>> ToldAsync(string webhook) =>
        [.. (await _database.QueryAsync<string>($"select payload::text from webhook_deliveries where webhook_id = '{webhook}' order by id")).Select(body => JsonNode.Parse(body)!)];
}
