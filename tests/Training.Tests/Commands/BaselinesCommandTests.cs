using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class BaselinesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryBaselineIsMeasured()
    {
        await Kdiffe.RunAsync(null, "demo", _folder.File("demo"), "--users", "60", "--items", "50");

        var (baselines, output) = await MeasureAsync("demo");

        baselines.Select(baseline => baseline.Key).ShouldBe(["most_popular", "item_knn", "ease", "edlae", "collective_ease", "gf_cf", "light_gcn", "sgl", "clcrec", "bm3", "diffkg"]);
        // The demo has no features.
        baselines["clcrec"].ShouldBeNull();
        baselines["bm3"].ShouldBeNull();
        output.ShouldContain("\nBM3 is left out: it needs features of the items, and 'demo' has none.");
        foreach (var (name, figures) in baselines.Where(baseline => baseline.Value is not null))
        {
            figures!["test"]!["recall@20"]!.GetValue<double>().ShouldBeInRange(0, 1);
            output.ShouldContain($"\n{name} ");
        }

        baselines["ease"]!["lambda"]!.GetValue<float>().ShouldBeOneOf(20, 50, 100, 200, 500, 1000, 2000);
        baselines["edlae"]!["dropout"]!.GetValue<float>().ShouldBeInRange(0.05f, 0.8f);
        baselines["gf_cf"]!["frequencies"]!.GetValue<int>().ShouldBeInRange(16, 256);
        baselines["item_knn"]!["neighbours"]!.GetValue<int>().ShouldBeInRange(10, 500);
        baselines["most_popular"]!.AsObject().ContainsKey("lambda").ShouldBeFalse();
    }

    [Fact]
    public async Task OnlyThoseThatAreNamedAreMeasured()
    {
        await Kdiffe.RunAsync(null, "demo", _folder.File("demo"), "--users", "60", "--items", "50");

        var (baselines, _) = await MeasureAsync("demo", "--only", "gf_cf", "most_popular");

        baselines.Select(baseline => baseline.Key).ShouldBe(["most_popular", "gf_cf"]);
    }

    [Fact]
    public async Task WhatIsTrainedIsTunedAndTestedWithSeveralSeeds()
    {
        await Kdiffe.RunAsync(null, "demo", _folder.File("demo"), "--users", "60", "--items", "50");

        var (baselines, output) = await MeasureAsync("demo", "--only", "light_gcn", "--trials", "2", "--seeds", "2");

        output.ShouldContain("\ntrial   2 / 2 ");
        output.ShouldContain("\nlight_gcn, seed +1 ");
        baselines["light_gcn"]!["further_seeds"]!.AsArray().Count.ShouldBe(1);
        baselines["light_gcn"]!["further_seeds"]![0]!["ndcg@20"]!.GetValue<double>().ShouldNotBe(baselines["light_gcn"]!["test"]!["ndcg@20"]!.GetValue<double>());
    }

    [Fact]
    public async Task AnUnknownNameIsRefusedBeforeAnythingIsMeasured()
    {
        var (exitCode, _, error) = await Kdiffe.RunAsync(null, "baselines", "--data", _folder.File("none"), "--only", "svd");

        exitCode.ShouldNotBe(0);
        error.ShouldContain("There is no baseline 'svd', only most_popular, item_knn");
    }

    [Fact]
    public async Task ACatalogueTooLargeForEaseGoesWithoutIt()
    {
        var large = Directory.CreateDirectory(_folder.File("large")).FullName;
        await File.WriteAllLinesAsync(
            Path.Combine(large, "large.item"), Enumerable.Range(0, 20_001).Select(i => $"{i}").Prepend("item_id:token"), TestContext.Current.CancellationToken);
        foreach (var (part, item) in new[] { ("train", 0), ("valid", 1), ("test", 2) })
        {
            await File.WriteAllTextAsync(
                Path.Combine(large, $"large.{part}.inter"), $"user_id:token\titem_id:token\nu\t{item}\n", TestContext.Current.CancellationToken);
        }

        var (baselines, output) = await MeasureAsync("large");

        baselines["ease"].ShouldBeNull();
        baselines.ContainsKey("ease").ShouldBeTrue();
        output.ShouldContain("\nEASE is left out: it takes on 20,000 items at most, not 20,001.");
        output.ShouldContain("\ncollective EASE is left out: it takes on 20,000 items at most, not 20,001.");
        baselines["light_gcn"].ShouldNotBeNull();
    }

    private async Task<(JsonObject Baselines, string Output)> MeasureAsync(string name, params string[] more)
    {
        var (exitCode, output, error) = await Kdiffe.RunAsync(null, ["baselines", "--data", _folder.File(name), "--json", _folder.File("b.json"), .. more]);
        exitCode.ShouldBe(0, error);
        var json = await File.ReadAllTextAsync(_folder.File("b.json"), TestContext.Current.CancellationToken);
        return (JsonNode.Parse(json)!["baselines"]!.AsObject(), output);
    }
}
