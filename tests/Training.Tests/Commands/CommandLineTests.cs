using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("train", "Either --data <folder> or --from-db is needed.")]
    [InlineData("train --data x --from-db", "Either --data <folder> or --from-db is needed.")]
    [InlineData("train --data x --epoch 3", "'--epoch'")]
    [InlineData("train --data x --set KDiffE:Layer=2", "Unknown setting 'KDiffE:Layer'")]
    [InlineData("train --data x --epochs 0", "KDiffE:Epochs is 0, but must be from 1")]
    [InlineData("train --data x --device tpu", "'tpu'")]
    [InlineData("baselines", "--data <folder> is needed.")]
    [InlineData("tune --data x", "--out")]
    [InlineData("tune --data x --out t.json --trials 0", "--trials is 0, but must be at least 1.")]
    [InlineData("train --data x --preset auto --tune-budget soon", "--tune-budget is 'soon', but must be a time such as 90s, 10m, 2h or 00:10:00, at most 30 days.")]
    [InlineData("train --data x --preset auto --tune-budget 31d", "--tune-budget is '31d', but must be a time")]
    [InlineData("train --data x --tune-budget 10m", "--tune-budget and --tune-out need --preset auto.")]
    [InlineData("tune --data x --out t.json --space wide", "Unknown space 'wide'; there are bm3, clcrec, default, diffkg, lightgcn, sgl")]
    [InlineData("ablate --data x --seeds 0", "--seeds is 0, but must be at least 1.")]
    [InlineData("ablate --data x --preset best", "Unknown preset 'best'; there are auto, baby, default")]
    [InlineData("evaluate --data x", "--snapshot")]
    [InlineData("train --data x --min-rating NaN", "--min-rating must be a number.")]
    [InlineData("train --data x --event-weight dislike", "--event-weight is 'dislike', but must be a kind of event and a number")]
    [InlineData("prune", "--before, --features or --orphans is needed.")]
    [InlineData("prune --before 31.1.2024", "--before is '31.1.2024', but must be a day such as 2024-01-31.")]
    [InlineData("kg from-features", "Either --data <folder> or --from-db is needed.")]
    [InlineData("kg from-features --data x --clusters 0", "--clusters must lie between 1 and")]
    [InlineData("kg from-features --from-db --out x", "--out makes a copy of a folder")]
    [InlineData("worker --idle-exit 0", "--idle-exit is 0, but must be at least 1.")]
    [InlineData("kg from-feature", "Try 'kdiffe kg --help'.")]
    public async Task BadUsageExitsWithTwoAndSaysWhatIsWrong(string arguments, string expected)
    {
        var (exitCode, _, error) = await Kdiffe.RunAsync(null, arguments.Split(' '));

        exitCode.ShouldBe(2);
        error.ShouldContain(expected);
    }

    [Theory]
    [InlineData("train --data does-not-exist", "does-not-exist")]
    [InlineData("train --from-db", "ConnectionStrings__Postgres")]
    [InlineData("import does-not-exist", "ConnectionStrings__Postgres")]
    [InlineData("evaluate --data does-not-exist --snapshot none", "does-not-exist")]
    public async Task WhatFailsExitsWithOneAndNamesIt(string arguments, string expected)
    {
        var (exitCode, _, error) = await Kdiffe.RunAsync(null, arguments.Split(' '));

        exitCode.ShouldBe(1);
        error.ShouldContain(expected);
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task HelpNamesEveryCommand()
    {
        var (exitCode, output, _) = await Kdiffe.RunAsync(null, "--help");

        exitCode.ShouldBe(0);
        foreach (var command in new[] { "import", "export", "prune", "train", "evaluate", "baselines", "tune", "ablate", "similarity", "kg", "demo", "doctor" })
            output.ShouldContain(command);
    }

    [Fact]
    public async Task SimilarityWritesALinePerTrainingEdge()
    {
        using var folder = new TemporaryFolder();
        await Kdiffe.RunAsync(null, "demo", folder.File("demo"), "--users", "30", "--items", "50");

        var (exitCode, output, error) = await Kdiffe.RunAsync(
            null, "similarity", "--data", folder.File("demo"), "--out", folder.File("s.tsv"));

        exitCode.ShouldBe(0, error);
        var lines = await File.ReadAllLinesAsync(folder.File("s.tsv"), TestContext.Current.CancellationToken);
        lines[0].ShouldBe("user_id:token\titem_id:token\tsimilarity:float");
        output.ShouldContain($"S of {lines.Length - 1:N0} edges");
        lines[1..].ShouldAllBe(line => float.Parse(line.Split('\t')[2]) >= 0 && float.Parse(line.Split('\t')[2]) <= 1);
    }
}
