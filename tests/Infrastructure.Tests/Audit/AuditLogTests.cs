using KDiffE.Domain.Audit;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Audit;

/// <summary>What is done is written down in the transaction that does it, and nothing else is.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private const string FailingTable = "alter table audit_entries add constraint nothing check (false) not valid";

    private static readonly RunArguments Arguments = new("default", new Dictionary<string, string> { ["KDiffE:Layers"] = "3" });

    private static readonly GateVerdict Passed = new(true, null, new HoldOutFigures(0.3, 0.2), new HoldOutFigures(0.1, 0.1), null, "No snapshot is served yet.", 0.03);

    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task EveryActionIsWrittenDownOnceWithWhoDidItToWhat()
    {
        var (keys, runs, snapshots) = (_database.Get<ApiKeyStore>(), _database.Get<RunStore>(), _database.Get<SnapshotCatalog>());
        var first = await keys.CreateAsync("shop", [Role.Read], expiresAt: null, Cancellation);
        var second = await keys.RotateAsync("shop", Cancellation);
        await keys.RevokeAsync(first.Key.Id, Cancellation);
        var (run, _) = await runs.RequestAsync(Arguments, "request tonight", queue: true, Cancellation);
        await runs.CancelAsync(run.Id, Cancellation);
        var (other, _) = await runs.RequestAsync(Arguments, idempotencyKey: null, queue: true, Cancellation);
        await runs.CancelAllAsync(RunState.Queued, Cancellation);
        foreach (var version in (string[])["v1", "v2", "v3"])
            await snapshots.RegisterReadyAsync(Metadata(version), Cancellation);
        await snapshots.ActivateAsync("v1", Cancellation);
        await snapshots.ActivateAsync("v2", Cancellation);
        await snapshots.ReplaceAsync("v2", "v1", Cancellation);
        await snapshots.SetCanaryAsync(new CanaryShare("v3", 0.25), Cancellation);
        await snapshots.RejectAsync("v3", "It was rejected by hand.", Cancellation);

        var entries = (await ListAsync()).Reverse().ToList();

        entries.Select(entry => (entry.Action, entry.Subject)).ShouldBe(
            [
                (AuditAction.KeyCreated, first.Key.Id), (AuditAction.KeyRotated, second.Key.Id), (AuditAction.KeyRevoked, first.Key.Id),
                (AuditAction.RunStarted, $"{run.Id}"), (AuditAction.RunCancelled, $"{run.Id}"),
                (AuditAction.RunStarted, $"{other.Id}"), (AuditAction.RunCancelled, $"{other.Id}"),
                (AuditAction.SnapshotActivated, "v1"), (AuditAction.SnapshotActivated, "v2"), (AuditAction.SnapshotRolledBack, "v1"),
                (AuditAction.SnapshotCanary, "v3"), (AuditAction.SnapshotRejected, "v3"),
            ]);
        entries.ShouldAllBe(entry => entry.Actor.Who == "kdiffe" && entry.Actor.KeyId == null && entry.Actor.Origin == $"{Environment.UserName}@{Environment.MachineName}");
        entries[3].Details.ShouldBe("""{"preset": "default", "request": "request tonight", "settings": {"KDiffE:Layers": "3"}}""");
        entries[8].Details.ShouldBe("""{"before": "v1"}""");
        entries[10].Details.ShouldBe("""{"share": 0.25}""");
        var text = string.Concat(await _database.QueryAsync<string>("select audit_entries::text from audit_entries"));
        text.ShouldNotContain(first.Text[^64..]);
        text.ShouldNotContain(second.Text[^64..]);
    }

    [Fact]
    public async Task WhatChangesNothingIsNotWrittenDown()
    {
        var (keys, runs, snapshots) = (_database.Get<ApiKeyStore>(), _database.Get<RunStore>(), _database.Get<SnapshotCatalog>());
        var key = await keys.CreateAsync("shop", [Role.Read], expiresAt: null, Cancellation);
        await keys.RevokeAsync(key.Key.Id, Cancellation);
        var (run, _) = await runs.RequestAsync(Arguments, "request once", queue: true, Cancellation);
        await runs.CancelAsync(run.Id, Cancellation);
        var before = await ListAsync();

        await keys.RevokeAsync(key.Key.Id, Cancellation);
        await keys.RevokeAsync("0123456789ab", Cancellation);
        await Should.ThrowAsync<KeyConflictException>(() => keys.RotateAsync("nobody", Cancellation));
        (await runs.RequestAsync(Arguments, "request once", queue: true, Cancellation)).Outcome.ShouldBe(RequestOutcome.Repeated);
        await runs.CancelAsync(run.Id, Cancellation);
        await runs.CancelAllAsync(RunState.Running, Cancellation);
        await Should.ThrowAsync<SnapshotUseException>(() => snapshots.ActivateAsync("none", Cancellation));
        (await snapshots.ReplaceAsync("other", "none", Cancellation)).ShouldBeFalse();

        (await ListAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task WhatCannotBeWrittenDownIsNotDone()
    {
        var (keys, runs, snapshots) = (_database.Get<ApiKeyStore>(), _database.Get<RunStore>(), _database.Get<SnapshotCatalog>());
        var key = await keys.CreateAsync("shop", [Role.Read], expiresAt: null, Cancellation);
        var (run, _) = await runs.RequestAsync(Arguments, null, queue: true, Cancellation);
        await snapshots.RegisterReadyAsync(Metadata("v1"), Cancellation);
        await _database.ExecuteAsync(FailingTable);

        Func<Task>[] actions =
        [
            () => keys.CreateAsync("other", [Role.Read], expiresAt: null, Cancellation), () => keys.RotateAsync("shop", Cancellation), () => keys.RevokeAsync(key.Key.Id, Cancellation),
            () => runs.RequestAsync(Arguments, null, queue: true, Cancellation), () => runs.CancelAsync(run.Id, Cancellation), () => runs.CancelAllAsync(RunState.Queued, Cancellation),
            () => snapshots.ActivateAsync("v1", Cancellation), () => snapshots.SetCanaryAsync(new CanaryShare("v1", 0.5), Cancellation), () => snapshots.RejectAsync("v1", "no", Cancellation),
        ];
        foreach (var action in actions)
            (await Should.ThrowAsync<Exception>(action)).GetBaseException().ShouldBeOfType<PostgresException>().ConstraintName.ShouldBe("nothing");

        (await keys.ListAsync(Cancellation)).Select(known => (known.Id, known.RevokedAt)).ShouldBe([(key.Key.Id, null)]);
        (await runs.ListAsync(null, 10, Cancellation)).Select(known => (known.Id, known.State)).ShouldBe([(run.Id, RunState.Queued)]);
        (await snapshots.ListAsync(Cancellation)).Single().State.ShouldBe(SnapshotState.Ready);
    }

    [Fact]
    public async Task TheRunThatActivatesItsSnapshotIsNamed()
    {
        var (run, _) = await _database.Get<RunStore>().RequestAsync(Arguments, null, queue: true, Cancellation);
        await using var lease = (await _database.Get<RunLeases>().ClaimAsync(
            run.Id, "worker", "cpu", new ClaimLimits(TimeSpan.FromSeconds(30), Attempts: 3, Interruptions: 3), Cancellation))!;
        await lease.AnnounceAsync(Metadata("v1"), Cancellation);

        await lease.PublishAsync("v1", Passed, comparedWith: null, Cancellation);

        var entry = (await ListAsync())[0];
        (entry.Action, entry.Subject, entry.Details).ShouldBe((AuditAction.SnapshotActivated, "v1", $$"""{"run": {{run.Id}}, "before": null}"""));
    }

    [Fact]
    public async Task EntriesAreNeverChangedAndOldOnesAreForgotten()
    {
        await _database.ExecuteAsync(
            "insert into audit_entries (created_at, action, subject, who, details) values (now() - interval '3 days', 'runstarted', '1', 'old', '{}'), (now(), 'runstarted', '2', 'new', '{}')");

        (await Should.ThrowAsync<PostgresException>(() => _database.ExecuteAsync("update audit_entries set who = 'somebody else'"))).MessageText.ShouldBe("entries of the audit log are not changed");
        (await _database.Get<AuditLog>().DeleteBeforeAsync(DateTimeOffset.UtcNow.AddDays(-2), Cancellation)).ShouldBe(1);

        (await ListAsync()).Select(entry => entry.Actor.Who).ShouldBe(["new"]);
    }

    private Task<IReadOnlyList<AuditEntry>> ListAsync() => _database.Get<AuditLog>().ListAsync(new AuditFilter(), before: null, 100, Cancellation);

    private static SnapshotMetadata Metadata(string version) =>
        new(version, "test", DateTimeOffset.UtcNow, null, new Dictionary<string, string>(), new Dictionary<string, double>());
}
