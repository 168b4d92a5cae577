using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KDiffE.TestKit;

namespace KDiffE.Architecture.Tests;

/// <summary>What is said of a release beside the code.</summary>
public sealed partial class ReleaseTests
{
    [Fact]
    public void EveryPackageThatIsShippedStandsAmongTheLicencesAndNoOther()
    {
        var shipped =
            from program in (string[])["KDiffE.Api", "kdiffe"]
            let dependencies = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{program}.deps.json")))!
            from library in dependencies["libraries"]!.AsObject()
            where library.Value!["type"]!.GetValue<string>() == "package"
            select library.Key.Split('/')[0];
        var listed =
            from line in File.ReadLines(Path.Combine(CheckoutFolder.Root, "docs", "licences.md"))
            let row = Row().Match(line)
            where row.Success && row.Groups["in"].Value != "client" // which is shipped by itself
            select row.Groups["name"].Value;

        // Of what nobody names, feeds may give other versions.
        (shipped.Except(listed), listed.Except(shipped)).ShouldSatisfyAllConditions(both => both.Item1.ShouldBeEmpty("is missing"), both => both.Item2.ShouldBeEmpty("is not shipped"));
    }

    [Theory]
    [InlineData("clients/typescript/package.json", "\"version\": \"(?<version>[^\"]+)\"")]
    [InlineData("clients/python/pyproject.toml", "^version = \"(?<version>[^\"]+)\"")]
    [InlineData("deploy/helm/kdiffe/Chart.yaml", "^version: (?<version>.+)$")]
    [InlineData("deploy/helm/kdiffe/Chart.yaml", "^appVersion: \"?(?<version>[^\"\n]+)")]
    [InlineData("src/Dashboard/package.json", "\"version\": \"(?<version>[^\"]+)\"")]
    [InlineData("CHANGELOG.md", "^## (?<version>[0-9][^, ]*)")]
    public void WhereverTheVersionIsSaidItIsTheOneOfTheBuild(string file, string pattern)
    {
        var version = XDocument.Load(Path.Combine(CheckoutFolder.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

        var said = Regex.Match(File.ReadAllText(Path.Combine(CheckoutFolder.Root, file)), pattern, RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        said.Groups["version"].Value.ShouldBe(version);
    }

    [Theory]
    [InlineData("api.Dockerfile")]
    [InlineData("worker.Dockerfile")]
    public void WhatAnImageIsBuiltOfIsNotKeptFromIt(string dockerfile)
    {
        var copied = File.ReadLines(Path.Combine(CheckoutFolder.Root, "docker", dockerfile))
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).Where(source => source != ".").Select(source => source.Split('/')[0]).Distinct().ToList();
        var admitted = File.ReadLines(Path.Combine(CheckoutFolder.Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]);

        copied.Count.ShouldBeGreaterThan(3);
        copied.Except(admitted).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\| (?<name>[A-Za-z0-9.-]+) \| [0-9][^ ]* \| [A-Z][^|]* \| (?<in>[^|]+) \|$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
