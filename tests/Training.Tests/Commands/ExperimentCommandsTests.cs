using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class ExperimentCommandsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync() => await RunAsync("demo", _folder.File("demo"), "--users", "60", "--items", "50");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task TheBestTrialIsAPresetThatTrainsToItsFigures()
    {
        string[] options = ["--data", _folder.File("demo"), "--preset", "lightgcn", "--epochs", "2", "--seed", "3", "--out", _folder.File("trials.json")];
        await RunAsync(["tune", .. options, "--trials", "2"]);
        var first = await ReadAsync("trials.json");

        var output = await RunAsync(["tune", .. options, "--trials", "3", "--save", _folder.File("best.json")]);
        await RunAsync("train", "--data", _folder.File("demo"), "--preset", _folder.File("best.json"), "--json", _folder.File("run.json"));

        output.ShouldContain("2 trials are there already.");
        output.ShouldContain("trial   3 / 3");
        var trials = await ReadAsync("trials.json");
        trials["trials"]!.AsArray().Take(2).Select(trial => trial!.ToJsonString()).ShouldBe(first["trials"]!.AsArray().Select(trial => trial!.ToJsonString()));
        trials["space"]!.AsObject().Select(pair => pair.Key).ShouldContain("KDiffE:L2");
        var best = trials["trials"]!.AsArray().MaxBy(trial => trial!["score"]!.GetValue<double>())!;
        trials["best_trial"]!.GetValue<int>().ShouldBe(best["trial"]!.GetValue<int>());
        var run = await ReadAsync("run.json");
        run["best_epoch"]!.GetValue<int>().ShouldBe(best["best_epoch"]!.GetValue<int>());
        run["epochs"]![run["best_epoch"]!.GetValue<int>() - 1]!["valid"]!.ToJsonString().ShouldBe(best["valid"]!.ToJsonString());
    }

    [Fact]
    public async Task AnAblationIsATableAndJson()
    {
        var output = await RunAsync(
            "ablate", "--data", _folder.File("demo"), "--seeds", "2", "--epochs", "1", "--set", "KDiffE:Dim=8", "--json", _folder.File("ablation.json"));

        output.ShouldContain("without_s, seed 2");
        output.ShouldContain("test recall@20");
        var report = await ReadAsync("ablation.json");
        report["hyper_parameters"]!["KDiffE:Dim"]!.GetValue<string>().ShouldBe("8");
        report["runs_finished"]!.GetValue<int>().ShouldBe(report["runs_planned"]!.GetValue<int>());
        report["variants"]![0]!["runs"]![1]!["test"]!["by_item_bucket"]!["1-5"].ShouldNotBeNull();
        report["variants"]![1]!["figures"]!["test.recall@20"]!["spread"].ShouldNotBeNull();
        report["variants"]![1]!["overrides"]![0]!.GetValue<string>().ShouldBe("KDiffE:Xi=0");
    }

    [Fact]
    public async Task ThePaperIsTablesAndFiguresOfTheFolder()
    {
        var output = await RunAsync(
            "paper", _folder.File("demo"), "--out", _folder.File("paper"), "--only", "table2", "figure10", "--seeds", "1", "--epochs", "1",
            "--set", "KDiffE:Dim=8", "Diffusion:Hidden=16");

        output.ShouldContain("LightGCN …");
        var tables = await File.ReadAllTextAsync(_folder.File("paper/paper.md"), TestContext.Current.CancellationToken);
        tables.ShouldContain("## demo");
        tables.ShouldContain("| ease |");
        tables.ShouldContain("| 60 |");
        File.Exists(_folder.File("paper/demo-figure10-users.svg")).ShouldBeTrue();
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await Kdiffe.RunAsync(null, arguments);
        exitCode.ShouldBe(0, error);
        return output;
    }

    private async Task<JsonNode> ReadAsync(string name) =>
        JsonNode.Parse(await File.ReadAllTextAsync(_folder.File(name), TestContext.Current.CancellationToken))!;
}
