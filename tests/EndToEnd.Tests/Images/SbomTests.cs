using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Images;

/// <summary>The bill of materials that comes with a release.</summary>
[Trait("Category", "Slow")]
public sealed class SbomTests
{
    [Theory]
    [InlineData("kdiffe-api", "Api", "KDiffE.Api")]
    [InlineData("kdiffe-worker", "Training", "kdiffe")]
    public async Task NamesEveryPackageThatTheProgramIsShippedWithInItsVersion(string name, string project, string program)
    {
        using var folder = new TemporaryFolder();
        await Containers.RunAsync("eng/sbom.sh", Path.GetDirectoryName(folder.File("x"))!);

        var described = (await ReadAsync(folder.File($"{name}.cdx.json")))["components"]!.AsArray()
            .Select(component => $"{component!["name"]}/{component["version"]}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var shipped = (await ReadAsync(Path.Combine(Site.OutputOf(project), $"{program}.deps.json")))["libraries"]!.AsObject()
            .Where(library => library.Value!["type"]!.GetValue<string>() == "package").Select(library => library.Key).ToList();

        shipped.Count.ShouldBeGreaterThan(20);
        shipped.Where(library => !described.Contains(library)).ShouldBeEmpty();
    }

    private static async Task<JsonNode> ReadAsync(string file) =>
        JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
}
