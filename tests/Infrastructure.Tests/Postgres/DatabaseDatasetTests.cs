using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Postgres;

public sealed class DatabaseDatasetTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.ExecuteAsync("truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ACutOfTheDatabaseIsTheFolderItCameFrom()
    {
        using var folder = TestFolder.Full();

        await ShouldBeTheSame(folder.Path);
    }

    [Fact]
    public async Task ACutWithoutAPublishedSplitHoldsOutTheSameRows()
    {
        using var folder = new TestFolder();
        folder.Write(
            "mini.inter",
            "user_id:token\titem_id:token\ttimestamp:float\n"
            + string.Concat(Enumerable.Range(0, 400).Select(n => $"u{n * 7 % 20}\ti{n * 13 % 31}\t{(n % 3 == 0 ? "" : (n * 37 % 101) + ".5")}\n")));

        await ShouldBeTheSame(folder.Path);
    }

    [Fact]
    public async Task TheCatalogueAloneIsTheSameWithoutUsersAndInteractions()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        var whole = await LoadAsync();

        var catalogue = await DatabaseDataset.LoadCatalogueAsync(database.DataSource, "mini", Cancellation);

        catalogue.ItemIds.ShouldBe(whole.ItemIds);
        catalogue.ItemNames.ShouldBe(whole.ItemNames);
        catalogue.EntityIds.ShouldBe(whole.EntityIds);
        (catalogue.Triples.Count, catalogue.Features.Count).ShouldBe((whole.Triples.Count, whole.Features.Count));
        catalogue.Triples.Tails.ShouldBe(whole.Triples.Tails);
        (catalogue.Users, catalogue.Train.Count).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("lfm2k")]
    [InlineData("ml-100k")]
    [InlineData("sports")]
    public async Task CutsOfResearchDatasetsAreTheFoldersTheyCameFrom(string name) => await ShouldBeTheSame(SharedData.Folder(name));

    [Fact]
    public async Task HiddenItemsStayAndTheNewestChangeIsTheWatermark()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        await database.ExecuteAsync("update items set hidden = true, updated_at = '2199-01-02 03:04:05+00' where key = '2'");

        var data = await LoadAsync();

        data.ItemIds.ShouldContain("2");
        data.Watermark.ShouldBe(new DateTimeOffset(2199, 1, 2, 3, 4, 5, TimeSpan.Zero));
    }

    [Fact]
    public async Task InteractionsThatCameAfterAPublishedSplitAreTrainedOn()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        var before = (await LoadAsync()).Train.Count;
        await database.ExecuteAsync("insert into interactions (user_id, item_id) select u.id, i.id from users u, items i where u.key = '清' and i.key = '1'");

        (await LoadAsync()).Train.Count.ShouldBe(before + 1);
    }

    private async Task ShouldBeTheSame(string path)
    {
        var folder = FolderDataset.Load(path, seed: 3, cancellationToken: Cancellation);
        await ImportAsync(path);

        var cut = await LoadAsync();

        cut.UserIds.ShouldBe(folder.UserIds);
        cut.ItemIds.ShouldBe(folder.ItemIds);
        cut.ItemNames.ShouldBe(folder.ItemNames);
        cut.EntityIds.ShouldBe(folder.EntityIds);
        cut.RelationIds.ShouldBe(folder.RelationIds);
        foreach (var (ours, theirs) in ((Interactions, Interactions)[])[(cut.Train, folder.Train), (cut.Valid, folder.Valid), (cut.Test, folder.Test)])
        {
            ours.Users.SequenceEqual(theirs.Users).ShouldBeTrue();
            ours.Items.SequenceEqual(theirs.Items).ShouldBeTrue();
        }

        folder.Train.Count.ShouldBeGreaterThan(0);
        folder.Test.Count.ShouldBeGreaterThan(0);
        cut.Triples.Heads.SequenceEqual(folder.Triples.Heads).ShouldBeTrue();
        cut.Triples.Relations.SequenceEqual(folder.Triples.Relations).ShouldBeTrue();
        cut.Triples.Tails.SequenceEqual(folder.Triples.Tails).ShouldBeTrue();
        cut.Features.Select(f => (f.Modality, f.Dim)).ShouldBe(folder.Features.Select(f => (f.Modality, f.Dim)));
        foreach (var (ours, theirs) in cut.Features.Zip(folder.Features))
        {
            ours.Values.SequenceEqual(theirs.Values).ShouldBeTrue();
            ours.Present.ShouldBe(theirs.Present);
        }
    }

    private Task<Dataset> LoadAsync() => DatabaseDataset.LoadAsync(database.DataSource, "cut", seed: 3, cancellationToken: Cancellation);

    private async Task ImportAsync(string path) =>
        await database.Get<RecBoleImport>().ImportAsync(path, strict: true, cancellationToken: Cancellation);
}
