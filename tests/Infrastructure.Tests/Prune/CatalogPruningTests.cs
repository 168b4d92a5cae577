using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Prune;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Prune;

public sealed class CatalogPruningTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset At300 = DateTimeOffset.FromUnixTimeSeconds(300);

    private readonly CatalogPruning _pruning = database.Get<CatalogPruning>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync("truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity");
        using var folder = TestFolder.Full();
        await database.Get<RecBoleImport>().ImportAsync(folder.Path, strict: true, cancellationToken: Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task InteractionsBeforeTheDayGoAndThoseWithoutATimeStay()
    {
        await database.ExecuteAsync("insert into interactions (user_id, item_id) select u.id, i.id from users u, items i where u.key = '清' and i.key = '1'");

        var report = await PruneAsync(new PruneRequest(At300, null, Orphans: false), commit: true);

        // Of the times 100.25, 200, 300, 400, 500, 900 and none, the first two lie before 300.
        report.Tables.ShouldBe([new PrunedTable("interactions", 2, 5)]);
        (await CountAsync("interactions")).ShouldBe(5);
    }

    [Fact]
    public async Task ADryRunCountsTheSameAndChangesNothing()
    {
        var request = new PruneRequest(DateTimeOffset.UtcNow, "image", Orphans: true);

        var dry = await PruneAsync(request, commit: false);

        (await CountAsync("interactions")).ShouldBe(6);
        (await CountAsync("item_features")).ShouldBe(3);
        (await CountAsync("users")).ShouldBe(5);
        var done = await PruneAsync(request, commit: true);
        (dry.Done, done.Done).ShouldBe((false, true));
        done.Tables.ShouldBe(dry.Tables);
    }

    [Fact]
    public async Task OrphansAreThoseThatNobodyDeclaredAndNothingRefersTo()
    {
        await database.ExecuteAsync(
            """
            insert into users (key) values ('gone'); insert into items (key) values ('gone'); insert into entities (key) values ('gone');
            insert into relations (key) values ('gone'); insert into users (key, attributes) values ('declared', '{}')
            """);

        var report = await PruneAsync(new PruneRequest(null, null, Orphans: true), commit: true);

        report.Tables.ShouldBe([
            new PrunedTable("users", 1, 6), new PrunedTable("items", 1, 3), new PrunedTable("entities", 1, 4), new PrunedTable("relations", 1, 3),
        ]);
    }

    [Fact]
    public async Task WhoLosesTheLastInteractionIsAnOrphanAtOnce()
    {
        var report = await PruneAsync(new PruneRequest(DateTimeOffset.FromUnixTimeSeconds(901), null, Orphans: true), commit: true);

        // guest and late are known from interactions alone.
        report.Tables[1].ShouldBe(new PrunedTable("users", 2, 3));
    }

    [Fact]
    public async Task FeaturesOfOneModalityGoAlone()
    {
        await database.ExecuteAsync("insert into item_features (modality, item_id, dim, values) select 'audio', id, 1, '{1}' from items");

        (await PruneAsync(new PruneRequest(null, "image", Orphans: false), commit: true)).Tables.ShouldBe([new PrunedTable("item_features", 3, 3)]);

        (await database.QueryAsync<string>("select distinct modality from item_features")).ShouldBe(["audio"]);
    }

    private Task<PruneReport> PruneAsync(PruneRequest request, bool commit) => _pruning.PruneAsync(request, commit, Cancellation);

    private async Task<long> CountAsync(string table) => (await database.QueryAsync<long>($"select count(*) from {table}"))[0];
}
