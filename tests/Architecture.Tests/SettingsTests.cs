using System.Reflection;
using KDiffE.Infrastructure.Settings;
using KDiffE.TestKit;

namespace KDiffE.Architecture.Tests;

/// <summary>What the programs read of their configuration is what they know, and what is documented.</summary>
public sealed class SettingsTests
{
    private const string Worker = "KDiffE.Training.Worker";

    // Read one by one, by what has no section of its own.
    private static readonly string[] Single =
    [
        "ConnectionStrings:Postgres", "ConnectionStrings:PostgresReplica", "Catalogue", "Secrets:Folder", "Snapshots:Store", "Snapshots:Folder", "Training:MinRating",
    ];

    [Fact]
    public void EverySettingThatOptionsAreReadFromIsKnownAndNoOther()
    {
        var bound = Solution.Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)).SelectMany(Settings).ToList();

        bound.Count.ShouldBeGreaterThan(50);
        KnownSettings.All.Order(StringComparer.Ordinal).ShouldBe(bound.Concat(Single).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryKnownSettingIsDocumented()
    {
        var documentation = File.ReadAllText(Path.Combine(CheckoutFolder.Root, "docs", "configuration.md"));

        // Of several in a row, all but the first are without their section.
        KnownSettings.All.Where(name => !Stands($"`{name}`") && !Stands($"`…{name.Split(':')[^1]}`")).ShouldBeEmpty();

        bool Stands(string name) => documentation.Contains(name, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Settings(Type options)
    {
        var section = options.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) is { IsLiteral: true, IsPrivate: false } own
            ? (string)own.GetRawConstantValue()!
            : options.Namespace == Worker ? "Training" : null;
        return section is null
            ? []
            : options.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.SetMethod is { IsPublic: true }).Select(property => $"{section}:{property.Name}");
    }
}
