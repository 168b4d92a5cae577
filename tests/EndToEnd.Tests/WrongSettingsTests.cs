namespace KDiffE.EndToEnd.Tests;

/// <summary>Settings that cannot be.</summary>
public sealed class WrongSettingsTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task AWorkerNamesEverySettingThatIsWrongALineEachAndEnds()
    {
        var worker = _site.StartWorker(("Training__MinUsers", "0"), ("Training__Device", "gpu"));

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(1))).ShouldBe(1, worker.Output);
        worker.Output.Trim().Split('\n').Order(StringComparer.Ordinal).ShouldBe(
            ["Training:Device is 'gpu', but must be one of auto | cpu | cuda[:n].", "Training:MinUsers is '0', but must be from 1 to 2147483647."]);
    }
}
