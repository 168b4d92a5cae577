using KDiffE.Infrastructure.Catalog;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Catalog;

/// <summary>How much there is is known without reading all of it.</summary>
public sealed class VolumeReaderTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(VolumeReader.MaxCounted, true)]
    [InlineData(VolumeReader.MaxCounted + 1, false)]
    public async Task SoManyRowsAreCountedAndNoMore(int rows, bool exact)
    {
        await _database.ExecuteAsync($"insert into relations (key) select n::text from generate_series(1, {rows}) n; analyze relations");

        var volumes = await _database.Get<VolumeReader>().ReadAsync(Cancellation);

        volumes.Relations.ShouldBe(new RowCount(rows, exact));
        volumes.Users.ShouldBe(new RowCount(0, true));
    }

    [Fact]
    public async Task MoreIsEstimatedAndTheNewestInteractionFoundByItsIndex()
    {
        await _database.ExecuteAsync(
            """
            insert into users (key) select n::text from generate_series(1, 400) n;
            insert into items (key) select n::text from generate_series(1, 500) n;
            insert into interactions (user_id, item_id, event_type, occurred_at)
                select u.id, i.id, 'view', '2026-01-01Z'::timestamptz + (hashtext(u.key || i.key) % 1000000) * interval '1 second' from users u, items i;
            insert into interactions (user_id, item_id, event_type) select u.id, i.id, 'like' from users u, items i where i.id <= 100;
            update interactions set occurred_at = '2026-03-01T12:00:00Z' where user_id = 7 and item_id = 7 and event_type = 'view';
            analyze
            """);

        var volumes = await _database.Get<VolumeReader>().ReadAsync(Cancellation);

        volumes.Interactions.Exact.ShouldBeFalse();
        volumes.Interactions.Count.ShouldBeInRange(230_000, 250_000);
        volumes.NewestInteractionAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        string.Join('\n', await _database.QueryAsync<string>("explain select max(occurred_at) from interactions")).ShouldContain("Index Only Scan Backward using ix_interactions_occurred_at");
    }

    [Fact]
    public async Task FeaturesAreCountedByModality()
    {
        await _database.ExecuteAsync(
            $$"""
            insert into items (key) select n::text from generate_series(1, {{VolumeReader.MaxCounted + 50_000}}) n;
            insert into item_features (item_id, modality, dim, values) select id, 'image', 2, '{0,1}' from items;
            insert into item_features (item_id, modality, dim, values) select id, 'audio', 1, '{3}' from items where id <= 1000;
            analyze
            """);

        var features = (await _database.Get<VolumeReader>().ReadAsync(Cancellation)).Features;

        features.Select(feature => (feature.Modality, feature.Dimensions)).ShouldBe([("audio", 1), ("image", 2)]);
        features[0].Items.ShouldBe(1000);
        features[1].Items.ShouldBeInRange(140_000, 160_000);
    }
}
