using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class BenchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MeasuresPhasesKernelsAndTheLimitsOfTheMachine()
    {
        await Kdiffe.RunAsync(null, "demo", _folder.File("demo"), "--users", "80", "--items", "60");

        var (exitCode, output, error) = await Kdiffe.RunAsync(
            null, "bench", "--data", _folder.File("demo"), "--epochs", "2", "--set", "KDiffE:Dim=16", "--json", _folder.File("bench.json"));

        exitCode.ShouldBe(0, error);
        var report = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("bench.json"), TestContext.Current.CancellationToken))!;
        report["seconds_per_epoch"]!.GetValue<double>().ShouldBeGreaterThan(0);
        report["limits"]!["float32_gflops"]!.GetValue<double>().ShouldBeGreaterThan(0);
        report["managed_bytes_per_step"]!.GetValue<long>().ShouldBeGreaterThan(0);
        report["collection_share"]!.GetValue<double>().ShouldBeInRange(0, 1);
        report["phases"]!.AsObject().Select(phase => phase.Key)
            .ShouldBe(["graph", "diffusion", "rebuild", "sampling", "forward", "backward", "update", "evaluation"]);
        foreach (var kernel in report["kernels"]!.AsArray())
        {
            kernel!["milliseconds"]!.GetValue<double>().ShouldBeGreaterThan(0);
            kernel["of_limit"]!.GetValue<double>().ShouldBeGreaterThan(0);
            output.ShouldContain($"\n{kernel["kernel"]} ");
        }
    }

    [Fact]
    public async Task MeasuresTheRankingLossThatTheSettingsName()
    {
        await Kdiffe.RunAsync(null, "demo", _folder.File("demo"), "--users", "80", "--items", "60");

        var (exitCode, output, error) = await Kdiffe.RunAsync(
            null, "bench", "--data", _folder.File("demo"), "--epochs", "2", "--preset", "lightgcn", "--set", "KDiffE:Dim=16");

        exitCode.ShouldBe(0, error);
        output.ShouldContain("ranking loss, BPR");
        output.ShouldNotContain("softmax");
    }

    [Fact]
    public async Task RefusesASingleEpochBecauseTheFirstDoesNotCount()
    {
        var (exitCode, _, error) = await Kdiffe.RunAsync(null, "bench", "--data", _folder.Folder, "--epochs", "1");

        exitCode.ShouldBe(2);
        error.ShouldContain("--epochs is 1");
    }
}
