using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.Import;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.RoundTrip;

public sealed class RoundTripTests(PostgresDatabase first) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresDatabase _second = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _second.InitializeAsync();

    public async ValueTask DisposeAsync() => await _second.DisposeAsync();

    [Fact]
    public async Task WhatTwoImportsLeftComesOutAndGoesIntoAnEmptyDatabaseAsItWas()
    {
        for (var world = 0; world < 25; world++)
        {
            using var folder = new TestFolder();
            await first.ExecuteAsync(StoredCatalogue.Truncate);
            await _second.ExecuteAsync(StoredCatalogue.Truncate);
            for (var version = 0; version < 2; version++)
            {
                new RandomCatalogue(world, version).Write(folder, order: version);
                await ImportAsync(first, folder.Path);
            }

            var exported = Path.Combine(folder.Root, "exported");
            var report = await first.Get<RecBoleExport>().ExportAsync(exported, cancellationToken: Cancellation);
            await ImportAsync(_second, exported);

            report.Skipped.ShouldBeEmpty();
            var before = await StoredCatalogue.ReadAsync(first);
            before.Count.ShouldBeGreaterThan(150);
            (await StoredCatalogue.ReadAsync(_second)).ShouldBe(before, $"world {world}");
        }
    }

    [Fact]
    public async Task AFolderThatReplacesEverythingLeavesWhatItWouldInAnEmptyDatabase()
    {
        for (var world = 100; world < 115; world++)
        {
            using var folder = new TestFolder();
            await first.ExecuteAsync(StoredCatalogue.Truncate);
            await _second.ExecuteAsync(StoredCatalogue.Truncate);
            new RandomCatalogue(world, 0).Write(folder, order: 0);
            await ImportAsync(first, folder.Path);
            var former = (await StoredCatalogue.ReadAsync(first)).Count;
            new RandomCatalogue(world, 1).Write(folder, order: 1);

            var replaced = await first.Get<RecBoleImport>().ImportAsync(folder.Path, replace: true, cancellationToken: Cancellation);
            await ImportAsync(_second, folder.Path);

            var after = await StoredCatalogue.ReadAsync(first);
            after.ShouldBe(await StoredCatalogue.ReadAsync(_second), $"world {world}");
            var rows = replaced.Tables.Where(table => table.Table != "links").ToList();
            (former + rows.Sum(table => table.Inserted) - rows.Sum(table => table.Deleted)).ShouldBe(after.Count);
            rows.Sum(table => table.Deleted).ShouldBePositive();
        }
    }

    private static async Task ImportAsync(PostgresDatabase database, string folder) =>
        await database.Get<RecBoleImport>().ImportAsync(folder, strict: true, cancellationToken: Cancellation);
}
