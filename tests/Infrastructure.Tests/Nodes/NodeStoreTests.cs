using KDiffE.Infrastructure.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Nodes;

/// <summary>Processes say that they are there, and are forgotten when they do not.</summary>
public sealed class NodeStoreTests : IAsyncLifetime
{
    private static readonly NodeCondition Idle = new(Device: "cpu");

    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private NodeStore Nodes => _database.Get<NodeStore>();

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task ABeatSaysHowTheProcessIsAndTheNextSaysItAnew()
    {
        var (api, worker) = (NodeIdentity.Create(NodeKind.Api), NodeIdentity.Create(NodeKind.Worker));
        await BeatAsync(worker, Idle with { Run = 4_000_000_000 });
        await BeatAsync(api, new NodeCondition("v7", Degraded: "The database's \"clock\" is \\ odd.", Traffic: """{"errors": 3}"""));
        var first = await Nodes.ListAsync(Cancellation);
        await BeatAsync(worker, Idle);

        var second = await Nodes.ListAsync(Cancellation);

        first.Select(node => node.Identity).ShouldBe([api, worker]);
        first.Select(node => node.Condition).ShouldBe(
            [new NodeCondition("v7", Degraded: "The database's \"clock\" is \\ odd.", Traffic: """{"errors": 3}"""), new NodeCondition(Device: "cpu", Run: 4_000_000_000)]);
        second[1].Condition.ShouldBe(Idle);
        second[1].StartedAt.ShouldBe(first[1].StartedAt);
        second[1].LastSeenAt.ShouldBeGreaterThan(first[1].LastSeenAt);
    }

    [Fact]
    public async Task TimesAreThoseOfTheDatabasesClock()
    {
        await BeatAsync(NodeIdentity.Create(NodeKind.Worker), Idle, TimeSpan.FromHours(3));

        var node = (await Nodes.ListAsync(Cancellation)).ShouldHaveSingleItem();

        node.LastSeenAt.ShouldBe((await _database.QueryAsync<DateTimeOffset>("select last_seen_at from nodes where last_seen_at between now() - interval '1 minute' and now()")).Single());
        (node.LastSeenAt - node.StartedAt).ShouldBe(TimeSpan.FromHours(3));
    }

    [Theory]
    [InlineData("19.5 seconds", true)]
    [InlineData("21 seconds", false)]
    [InlineData("23 hours 59 minutes", false)]
    [InlineData("1 day 1 second", null)]
    public async Task WhoeverIsNotHeardOfIsNotAliveAndAfterADayForgotten(string silence, bool? alive)
    {
        var (silent, other) = (NodeIdentity.Create(NodeKind.Worker), NodeIdentity.Create(NodeKind.Api));
        await BeatAsync(silent, Idle);
        await _database.ExecuteAsync($"update nodes set last_seen_at = now() - interval '{silence}'");

        ((await Nodes.ListAsync(Cancellation)).SingleOrDefault()?.IsAlive).ShouldBe(alive);
        await BeatAsync(other, new NodeCondition());

        (await _database.QueryAsync<Guid>("select id from nodes")).Contains(silent.Id).ShouldBe(alive is not null);
        // Frozen for as long as it may have been: what goes on is there again.
        await BeatAsync(silent, Idle);
        (await Nodes.ListAsync(Cancellation)).ShouldContain(node => node.Identity == silent && node.IsAlive);
    }

    [Fact]
    public async Task WhoeverLeavesIsGoneAtOnce()
    {
        var (leaving, staying) = (NodeIdentity.Create(NodeKind.Api), NodeIdentity.Create(NodeKind.Api));
        await BeatAsync(leaving, new NodeCondition());
        await BeatAsync(staying, new NodeCondition());

        await Nodes.RemoveAsync(leaving, Cancellation);

        (await Nodes.ListAsync(Cancellation)).ShouldHaveSingleItem().Identity.ShouldBe(staying);
    }

    private Task BeatAsync(NodeIdentity node, NodeCondition condition, TimeSpan uptime = default) => Nodes.BeatAsync(node, uptime, condition, Cancellation);
}
