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

        baselines.Select(baseline => baseline.Key).ShouldBe(["most_popular", "item_knn", "ease", "light_gcn"]);
        foreach (var (name, figures) in baselines)
        {
            figures!["test"]!["recall@20"]!.GetValue<double>().ShouldBeInRange(0, 1);
            output.ShouldContain($"\n{name} ");
        }

        baselines["ease"]!["lambda"]!.GetValue<float>().ShouldBeOneOf(20, 50, 100, 200, 500, 1000, 2000);
        baselines["item_knn"]!.AsObject().ContainsKey("lambda").ShouldBeFalse();
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
        output.ShouldContain("EASE is left out: it takes on 20,000 items at most, not 20,001.");
        baselines["light_gcn"].ShouldNotBeNull();
    }

    private async Task<(JsonObject Baselines, string Output)> MeasureAsync(string name)
    {
        var (exitCode, output, error) = await Kdiffe.RunAsync(null, "baselines", "--data", _folder.File(name), "--json", _folder.File("b.json"));
        exitCode.ShouldBe(0, error);
        var json = await File.ReadAllTextAsync(_folder.File("b.json"), TestContext.Current.CancellationToken);
        return (JsonNode.Parse(json)!["baselines"]!.AsObject(), output);
    }
}
