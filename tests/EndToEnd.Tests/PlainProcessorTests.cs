using KDiffE.Domain.Runs;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A processor without AVX: neither the kernels nor libtorch need it.</summary>
public sealed class PlainProcessorTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 150, items: 100);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AWorkerTrainsAndPublishesWithoutVectorInstructions()
    {
        var run = await _site.RequestAsync(epochs: 1);

        // What .NET, libtorch and its two libraries of products would find on a processor of 2008.
        var worker = _site.StartWorker(
            ("DOTNET_EnableHWIntrinsic", "0"), ("ATEN_CPU_CAPABILITY", "default"), ("ONEDNN_MAX_CPU_ISA", "SSE41"), ("MKL_ENABLE_INSTRUCTIONS", "SSE4_2"));

        var ended = await _site.UntilAsync(run, r => !r.IsActive, TimeSpan.FromMinutes(2));
        ended.State.ShouldBe(RunState.Succeeded, worker.Output);
        using var snapshot = _site.Open(ended.SnapshotVersion!);
        snapshot.Items.ShouldBe(100);
    }
}
