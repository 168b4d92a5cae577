namespace KDiffE.Api.Tests.Serving;

/// <summary>What swapping costs in the long run. The memory is the whole process's, so no other test may run meanwhile.</summary>
[Collection(nameof(ManySwapsTests))]
[CollectionDefinition(nameof(ManySwapsTests), DisableParallelization = true)]
public sealed class ManySwapsTests : IAsyncLifetime
{
    private const int Swaps = 1_000;
    private const int Versions = 4;

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task MemoryIsBackAtItsBaseAfterAThousandSwaps()
    {
        for (var version = 0; version < Versions; version++)
            await _service.PublishAsync(Catalogue.Marked(Name(version), items: 5_000));
        _service.Start();
        await _service.ServesAsync(Name(Versions - 1));
        await SwapAsync(20);
        var before = Managed();

        var most = await SwapAsync(Swaps);

        most.ShouldBeLessThanOrEqualTo(2, "snapshots in memory at once");
        (Managed() - before).ShouldBeLessThan(4 << 20, "bytes more than before");
        Mapped().ShouldBe(1);
    }

    private async Task<int> SwapAsync(int swaps)
    {
        var most = 0;
        for (var swap = 0; swap < swaps; swap++)
        {
            await _service.Catalog.ActivateAsync(Name(swap % Versions), Cancelled);
            while (_service.Served != Name(swap % Versions))
            {
                most = Math.Max(most, Mapped());
                await Task.Delay(1, Cancelled);
            }
        }

        return most;
    }

    private static string Name(int version) => $"v{version}";

    private static long Managed()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private int Mapped() => File.ReadLines("/proc/self/maps")
        .Where(line => line.Contains(_service.Folder, StringComparison.Ordinal))
        .Select(line => line[line.LastIndexOf('/')..]).Distinct(StringComparer.Ordinal).Count();
}
