using System.Text.Json;
using System.Text.Json.Nodes;
using KDiffE.TestKit;
using NuGet.Versioning;

namespace KDiffE.Architecture.Tests;

/// <summary>
/// The packages of the lock files beside what is known against versions of them, in <c>eng/advisories.json</c>. A feed's own
/// audit says nothing where the feed has no list, so that it proves nothing.
/// </summary>
public sealed class AdvisoryTests
{
    private static readonly Advisory[] Advisories = JsonSerializer.Deserialize<Advisory[]>(
        File.ReadAllText(Path.Combine(CheckoutFolder.Root, "eng", "advisories.json")), JsonSerializerOptions.Web)!;

    [Fact]
    public void NoLockedPackageHasAVersionWithAKnownFault()
    {
        var locked = Directory.EnumerateFiles(CheckoutFolder.Root, "packages.lock.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
            .SelectMany(file => LockedIn(File.ReadAllText(file)).Select(package => (File: Path.GetRelativePath(CheckoutFolder.Root, file), Package: package))).ToList();

        locked.Select(one => one.File).Distinct().Count().ShouldBeGreaterThan(8);
        locked.Where(one => FaultsOf(one.Package) is not []).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Newtonsoft.Json", "11.0.1", "CVE-2024-21907")]
    [InlineData("newtonsoft.json", "13.0.1", null)]
    [InlineData("Npgsql", "8.0.2", "CVE-2024-32655")]
    [InlineData("Npgsql", "8.0.3", null)]
    [InlineData("OpenTelemetry.Api", "1.15.3-rc.1", "CVE-2026-40894")]
    public void AVersionWithOneIsFoundAndTheOneThatMendsItIsNot(string name, string version, string? fault)
    {
        var file = $$"""{"dependencies":{"net10.0":{"{{name}}":{"type":"Transitive","resolved":"{{version}}"},"kdiffe.domain":{"type":"Project"} } } }""";

        FaultsOf(LockedIn(file).ShouldHaveSingleItem()).ShouldBe(fault is null ? [] : [fault]);
    }

    private static IEnumerable<Package> LockedIn(string lockFile) =>
        from framework in JsonNode.Parse(lockFile)!["dependencies"]!.AsObject()
        from package in framework.Value!.AsObject()
        where package.Value!["resolved"] is not null // else it is a project of the solution
        select new Package(package.Key, NuGetVersion.Parse(package.Value["resolved"]!.GetValue<string>()));

    private static List<string> FaultsOf(Package package) =>
        [.. Advisories.Where(one => one.Package.Equals(package.Name, StringComparison.OrdinalIgnoreCase) && VersionRange.Parse(one.Versions).Satisfies(package.Version)).Select(one => one.Id)];

    private sealed record Package(string Name, NuGetVersion Version);

    private sealed record Advisory(string Id, string Package, string Versions);
}
