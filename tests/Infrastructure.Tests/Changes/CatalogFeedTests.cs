using KDiffE.Infrastructure.Changes;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Changes;

/// <summary>Whoever follows the catalogue hears of every change once it is there, whatever made it.</summary>
public sealed class CatalogFeedTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly CatalogFeed _feed = database.Get<CatalogFeed>();
    private CatalogPosition _position = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync(
            """
            truncate users, items, interactions, entities, relations, kg_triples, catalog_changes cascade;
            insert into users (key) values ('ann'), ('bob');
            insert into items (key) values ('a'), ('b');
            """);
        _position = await LoadAsync([], [], []);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task HearsOfAddedChangedAndDeletedInteractionsByTheirUsers()
    {
        await WriteAsync("ann", "a");
        (await FollowAsync()).Users.ShouldBe(["ann"]);
        await database.ExecuteAsync("update interactions set weight = 3");
        (await FollowAsync()).Users.ShouldBe(["ann"]);
        await database.ExecuteAsync("delete from interactions");
        (await FollowAsync()).Users.ShouldBe(["ann"]);
        (await FollowAsync()).Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task HearsOfItemsAsTheyAreAndOfThoseThatAreGone()
    {
        await database.ExecuteAsync(
            "update items set hidden = true, name = 'Apple', categories = '{x,y}', available_until = '2030-01-02T03:04:05Z', attributes = '{\"k\":1}' where key = 'a'; delete from items where key = 'b'");

        var items = (await FollowAsync()).Items;
        var apple = items["a"]!;
        (apple.Name, apple.Hidden, apple.Attributes, apple.AvailableUntil).ShouldBe(("Apple", true, "{\"k\": 1}", new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        apple.Categories.ShouldBe(["x", "y"]);
        items["b"].ShouldBeNull();
        items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnItemThatGoesTakesItsInteractionsAndTheirUsersHearOfIt()
    {
        await WriteAsync("bob", "a");
        await FollowAsync();
        await database.ExecuteAsync("delete from items where key = 'a'");
        (await FollowAsync()).Users.ShouldBe(["bob"]);
    }

    [Fact]
    public async Task OfAUserWhoIsErasedNothingIsLeftButAHash()
    {
        await WriteAsync("ann", "a");
        await database.ExecuteAsync("delete from users where key = 'ann'");

        (await FollowAsync()).Erased.Select(user => user.Hash).ShouldBe([ErasedUser.HashOf("ann")]);
        ErasedUser.HashOf("ann").ShouldBe("49915E0D7D4B402E3017D010BC1C0E83CAC6C797D6C16E66340FE3268693A6A1");
    }

    [Fact]
    public async Task ALongTransactionDelaysNobodyAndIsHeardOfWhenItEnds()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var write = new NpgsqlCommand(Insert("ann", "a"), connection))
            await write.ExecuteNonQueryAsync(Cancellation);

        await WriteAsync("bob", "b");
        (await FollowAsync()).Users.ShouldBe(["bob"]);
        (await FollowAsync()).Users.ShouldBeEmpty();

        await transaction.CommitAsync(Cancellation);
        (await FollowAsync()).Users.ShouldBe(["ann"]);
        (await FollowAsync()).Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatWasRolledBackNeverHappened()
    {
        await using (var connection = await database.DataSource.OpenConnectionAsync(Cancellation))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await using var write = new NpgsqlCommand(Insert("ann", "a"), connection);
            await write.ExecuteNonQueryAsync(Cancellation);
        }

        (await FollowAsync()).Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task NothingIsMissedHoweverManyWriteAtOnce()
    {
        var heard = new HashSet<string>();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (var k = 0; k < 50; k++)
                    await database.ExecuteAsync($"insert into users (key) values ('w{writer}-{k}'); {Insert($"w{writer}-{k}", "a")}");
            },
            Cancellation)).ToArray();
        while (!Task.WhenAll(writers).IsCompleted)
            heard.UnionWith((await FollowAsync()).Users);
        await Task.WhenAll(writers);
        heard.UnionWith((await FollowAsync()).Users);
        heard.Count.ShouldBe(200);
    }

    [Fact]
    public async Task TheGraphIsHeardOfOnce()
    {
        await database.ExecuteAsync(
            "insert into entities (key) values ('e'), ('f'); insert into relations (key) values ('r'); insert into kg_triples (head_id, relation_id, tail_id) select h.id, r.id, t.id from entities h, relations r, entities t where h.key = 'e' and t.key = 'f'");
        (await FollowAsync()).Graph.ShouldBeTrue();
        (await FollowAsync()).Graph.ShouldBeFalse();
    }

    [Fact]
    public async Task WhoStartsHearsWhatHappenedSinceTheSnapshotAndNothingBefore()
    {
        await WriteAsync("ann", "a");
        await database.ExecuteAsync("update interactions set updated_at = now() - interval '3 days'");
        await WriteAsync("bob", "b");
        await database.ExecuteAsync("delete from items where key = 'b'; insert into users (key) values ('cid'); delete from users where key = 'cid'");

        var (deleted, users, erased) = (new List<string>(), new List<string>(), new List<ErasedUser>());
        await LoadAsync(deleted, users, erased, DateTimeOffset.UtcNow - TimeSpan.FromDays(1));

        deleted.ShouldBe(["b"]);
        users.ShouldBe(["bob"]);
        erased.Select(user => user.Hash).ShouldBe([ErasedUser.HashOf("cid")]);
    }

    [Fact]
    public async Task ForgetsWhatIsHeardOfAndKeepsDeletionsWhileASnapshotIsLeftThatMayNotKnowThem()
    {
        await WriteAsync("ann", "a");
        await database.ExecuteAsync("delete from items where key = 'a'");
        var retention = new ChangeRetention(database.Contexts, TimeProvider.System);
        (await retention.ApplyAsync(Cancellation)).ShouldBe(0);

        await database.ExecuteAsync("update catalog_changes set changed_at = now() - interval '3 hours'; delete from snapshots");
        await retention.ApplyAsync(Cancellation);
        (await database.QueryAsync<short>("select distinct kind from catalog_changes order by 1")).ShouldBe([2, 6]);

        await database.ExecuteAsync("update catalog_changes set changed_at = now() - interval '30 days'");
        await database.ExecuteAsync("insert into snapshots (version, state, file_name, metadata, created_at) values ('old', 'ready', 'old', '{}', now() - interval '25 days')");
        (await retention.ApplyAsync(Cancellation)).ShouldBe(0);
        await database.ExecuteAsync("delete from snapshots");
        (await retention.ApplyAsync(Cancellation)).ShouldBeGreaterThan(0);
        (await database.QueryAsync<short>("select kind from catalog_changes")).ShouldBeEmpty();
    }

    private static string Insert(string user, string item) =>
        $"insert into interactions (user_id, item_id, occurred_at) select u.id, i.id, now() from users u, items i where u.key = '{user}' and i.key = '{item}'";

    private Task WriteAsync(string user, string item) => database.ExecuteAsync(Insert(user, item));

    private async Task<CatalogNews> FollowAsync()
    {
        var changes = await _feed.ReadAsync(_position, Cancellation);
        _position = changes.Position;
        return changes;
    }

    private Task<CatalogPosition> LoadAsync(List<string> deleted, List<string> users, List<ErasedUser> erased, DateTimeOffset? watermark = null) =>
        _feed.LoadAsync(watermark, deleted.Add, _ => { }, users.Add, erased.Add, Cancellation);
}
