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

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1, worker.Output);
        worker.Output.Trim().Split('\n').Order(StringComparer.Ordinal).ShouldBe(
            ["Training:Device is 'gpu', but must be one of auto | cpu | cuda[:n].", "Training:MinUsers is '0', but must be from 1 to 2147483647."]);
    }

    [Theory]
    [InlineData("Snapshots__Folder", "Snapshots:Folder")]
    [InlineData("Training__Folder", "Training:Folder")]
    public async Task AWorkerNamesTheSettingOfAFolderThatCannotBeWrittenAndEnds(string variable, string setting)
    {
        // Nobody, root included, makes a folder there.
        var worker = _site.StartWorker((variable, "/proc/kdiffe"));

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1, worker.Output);
        worker.Output.Trim().ShouldStartWith($"{setting}: the folder /proc/kdiffe cannot be written: ");
        worker.Output.Trim().ShouldNotContain("\n");
    }

    [Fact]
    public async Task ACommandFindsOutBeforeTheTrainingThatItsResultCannotBeWritten()
    {
        foreach (var option in (string[])["--snapshot /proc/kdiffe/a.safetensors", "--json /proc/kdiffe/a.json"])
        {
            var command = _site.StartCommand(["train", "--data", "/tmp/never-read", .. option.Split(' ')]);

            (await command.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(2, command.Output);
            command.Output.ShouldContain($"{option.Split(' ')[0]}: the folder /proc/kdiffe cannot be written: ");
        }
    }
}
