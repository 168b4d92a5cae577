using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

public sealed class KilledImportTests : IAsyncLifetime
{
    private Checkout _checkout = null!;

    public async ValueTask InitializeAsync() => _checkout = await Checkout.CreateWithCatalogueAsync();

    public ValueTask DisposeAsync() => _checkout.DisposeAsync();

    [Fact(Timeout = 180_000)]
    public async Task AnImportKilledMidwayLeavesNothingAndTheNextOneIsWhole()
    {
        var folder = Path.Combine(_checkout.State, "large");
        await _checkout.RunAsync("kdiffe", "demo", folder, "--users", "20000", "--items", "2000");
        // Makes the schema, so that what follows is killed among the rows.
        await _checkout.RunAsync("kdiffe", "import", _checkout.Catalogue);
        var before = await CountAsync();

        await using (var import = _checkout.Start("kdiffe", "import", folder))
        {
            while (await NumberAsync("SELECT count(*) FROM pg_stat_progress_copy WHERE tuples_processed > 10000") == 0)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            await Signal.SendAsync(_checkout.ProcessWith("kdiffe.dll"), "KILL");
            (await import.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(137, $"killed, not finished:\n{import.Output}");
        }

        (await CountAsync()).ShouldBe(before);

        await _checkout.RunAsync("kdiffe", "import", folder);
        var expected = File.ReadLines(Path.Combine(folder, "large.inter")).Count() - 1;
        (await CountAsync()).ShouldBe(before + expected);
    }

    private Task<int> CountAsync() => NumberAsync("SELECT count(*) FROM interactions");

    private async Task<int> NumberAsync(string query) =>
        int.Parse(await _checkout.QueryAsync(query));
}
