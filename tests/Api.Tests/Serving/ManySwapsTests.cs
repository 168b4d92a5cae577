using KDiffE.Domain.Snapshots;

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
        await StartAsync(version => Catalogue.Marked(version, items: 5_000));
        await SwapAsync(20);
        var (managed, anonymous) = (Managed(), Anonymous());

        await SwapAsync(Swaps);

        (Managed() - managed).ShouldBeLessThan(4 << 20, "bytes more than before");
        // A snapshot of this size that is not freed would cost 700 MB by now.
        (Anonymous() - anonymous).ShouldBeLessThan(100 << 20, "bytes more than before");
    }

    [Fact]
    public async Task NoMoreThanTheOldSnapshotAndTheNewOneAreInMemory()
    {
        const int items = 8_000;
        const int dim = 2_048;
        // Its floats, and a byte an element for the first pass.
        const long size = (long)items * dim * (sizeof(float) + sizeof(byte));
        var rows = new float[items * dim];
        await StartAsync(version => Catalogue.Marked(version, items) with { Dim = dim, ItemEmbeddings = rows, UserEmbeddings = new float[dim] });
        await SwapAsync(3);
        Managed();
        var one = Anonymous();

        var most = await SwapAsync(30);

        // A look every millisecond may miss most of the moment in which there are two.
        (most - one).ShouldBeInRange(size / 8, size + (size / 2), "bytes more than with one");
        (Anonymous() - one).ShouldBeLessThan(size / 2, "bytes more than before");
    }

    private async Task StartAsync(Func<string, SnapshotContent> content)
    {
        for (var version = 0; version < Versions; version++)
            await _service.PublishAsync(content(Name(version)));
        _service.Start();
        await _service.ServesAsync(Name(Versions - 1));
    }

    /// <summary>Activates one after the other, the way an operator does, and gives the most memory that was in use meanwhile.</summary>
    private async Task<long> SwapAsync(int swaps)
    {
        var most = 0L;
        for (var swap = 0; swap < swaps; swap++)
        {
            await _service.Catalog.ActivateAsync(Name(swap % Versions), Cancelled);
            while (_service.Served != Name(swap % Versions))
            {
                most = Math.Max(most, Anonymous());
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

    /// <summary>Bytes of memory in use that are no file's.</summary>
    private static long Anonymous() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
