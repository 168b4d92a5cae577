using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Snapshots;

public sealed class SnapshotCatalogTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly SnapshotCatalog _catalog = database.Get<SnapshotCatalog>();

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("delete from snapshots");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ANewSnapshotIsReadyAndNotServed()
    {
        await RegisterAsync("v1");

        (await _catalog.GetServedAsync(Cancellation)).ShouldBe((null, null));
        var only = (await _catalog.ListAsync(Cancellation)).ShouldHaveSingleItem();
        only.State.ShouldBe(SnapshotState.Ready);
        only.FileName.ShouldBe("v1.safetensors");
        only.Metadata.Metrics["test.recall@20"].ShouldBe(0.25);
        only.Metadata.HyperParameters["KDiffE:Dim"].ShouldBe("64");
        only.ActivatedAt.ShouldBeNull();
    }

    [Fact]
    public async Task ActivatingOneRetiresTheOneBefore()
    {
        await RegisterAsync("v1");
        await RegisterAsync("v2");

        await _catalog.ActivateAsync("v1", Cancellation);
        await _catalog.ActivateAsync("v2", Cancellation);
        await _catalog.ActivateAsync("v2", Cancellation);

        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe("v2");
        (await _catalog.ListAsync(Cancellation)).ToDictionary(s => s.Version, s => s.State).ShouldBe(
            new Dictionary<string, SnapshotState> { ["v1"] = SnapshotState.Retired, ["v2"] = SnapshotState.Active }, ignoreOrder: true);
    }

    [Fact]
    public async Task ActivationsAtOnceLeaveExactlyOneActive()
    {
        foreach (var version in (string[])["v1", "v2", "v3", "v4"])
            await RegisterAsync(version);

        await Task.WhenAll(((string[])["v1", "v2", "v3", "v4"]).Select(v => _catalog.ActivateAsync(v, Cancellation)));

        (await _catalog.ListAsync(Cancellation)).Count(s => s.State == SnapshotState.Active).ShouldBe(1);
    }

    [Fact]
    public async Task NeitherAnUnknownNorARejectedSnapshotBecomesActive()
    {
        await RegisterAsync("v1");
        await RegisterAsync("bad");
        await _catalog.ActivateAsync("v1", Cancellation);
        await database.ExecuteAsync("update snapshots set state = 'rejected' where version = 'bad'");

        (await Should.ThrowAsync<InvalidOperationException>(() => _catalog.ActivateAsync("bad", Cancellation)))
            .Message.ShouldContain("rejected");
        (await Should.ThrowAsync<InvalidOperationException>(() => _catalog.ActivateAsync("nowhere", Cancellation)))
            .Message.ShouldContain("nowhere");
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe("v1");
    }

    [Fact]
    public async Task ListenersLearnOfEachSnapshotThatBecomesActiveEvenAfterALostConnection()
    {
        await RegisterAsync("v1");
        await RegisterAsync("v2");
        await RegisterAsync("v3");
        await _catalog.ActivateAsync("v1", Cancellation);
        var notifications = database.Get<SnapshotListener>();
        await using var heard = notifications.ListenAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        await ShouldHear("v1");
        await _catalog.ActivateAsync("v2", Cancellation);
        await ShouldHear("v2");
        await database.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database() and query ilike 'listen%'");
        await _catalog.ActivateAsync("v3", Cancellation);
        await ShouldHear("v3");

        async Task ShouldHear(string version)
        {
            while (await heard.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2), Cancellation))
            {
                // Connected anew, a listener looks for itself.
                if ((heard.Current ?? (await _catalog.GetServedAsync(Cancellation)).Active) == version)
                    return;
            }

            Assert.Fail("The listener has ended.");
        }
    }

    private Task RegisterAsync(string version) => _catalog.RegisterReadyAsync(
        new SnapshotMetadata(
            version, "demo", DateTimeOffset.UtcNow, null,
            new Dictionary<string, string> { ["KDiffE:Dim"] = "64" },
            new Dictionary<string, double> { ["test.recall@20"] = 0.25 }),
        Cancellation);
}
