using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace KDiffE.Architecture.Tests;

/// <summary>The assemblies of src, read as they were compiled.</summary>
internal static class Solution
{
    /// <summary>They themselves.</summary>
    internal static readonly System.Reflection.Assembly[] Assemblies =
        [.. new[] { "KDiffE.Domain", "KDiffE.Infrastructure", "kdiffe", "KDiffE.Api", "KDiffE.Serving" }.Select(System.Reflection.Assembly.Load)];

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Loaded = new(() => new ArchLoader().LoadAssemblies(Assemblies).Build());

    internal static IEnumerable<IType> Types => Loaded.Value.Types;

    /// <summary>The uses of some namespaces, with what lies below them, by types of another.</summary>
    internal static IReadOnlyList<string> Uses(string user, params string[] used)
    {
        var users = Types.Where(type => Below(type.Namespace.FullName, user)).ToList();
        users.ShouldNotBeEmpty($"there is nothing in {user}");
        return [.. users.SelectMany(type => type.Dependencies.Select(dependency => dependency.Target.FullName)
            .Where(target => used.Any(place => Below(target, place))).Distinct().Select(target => $"{type.FullName} uses {target}"))];
    }

    private static bool Below(string name, string place) => name == place || name.StartsWith(place + ".", StringComparison.Ordinal);
}
