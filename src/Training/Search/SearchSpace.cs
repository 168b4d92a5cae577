using System.Text.Json;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Search;

/// <summary>The settings that a search varies, and how.</summary>
internal sealed class SearchSpace
{
    private static readonly BundledJson Files = new("space", "settings with their values", typeof(SearchSpace).Assembly);

    private const string Default = "default";

    private readonly IReadOnlyList<SearchDimension> _dimensions;

    private SearchSpace(IEnumerable<SearchDimension> dimensions) =>
        _dimensions = [.. dimensions.OrderBy(dimension => dimension.Setting.Name, StringComparer.Ordinal)];

    /// <summary>Names of the spaces that come with the program.</summary>
    internal static IReadOnlyList<string> Names => Files.Names;

    /// <summary>The values of each setting as the space declares them.</summary>
    internal IReadOnlyDictionary<string, JsonElement> Declared =>
        _dimensions.ToDictionary(dimension => dimension.Setting.Name, dimension => dimension.Declared, StringComparer.Ordinal);

    /// <summary>The name of the space that is meant for a preset: its own, or the default one.</summary>
    internal static string NameFor(string preset) => Names.Contains(preset, StringComparer.Ordinal) ? preset : Default;

    /// <param name="space">The name of a space, or the path of a JSON file.</param>
    /// <exception cref="InvalidSettingException">There is no such space, or it is not one; the message names the setting.</exception>
    internal static SearchSpace Read(string space)
    {
        var dimensions = Files.Read<Dictionary<string, JsonElement>>(space).Select(pair => SearchDimension.Parse(pair.Key, pair.Value)).ToArray();
        var twice = dimensions.GroupBy(dimension => dimension.Setting.Name).FirstOrDefault(group => group.Skip(1).Any());
        return twice is null
            ? new SearchSpace(dimensions)
            : throw new InvalidSettingException($"{twice.Key} stands twice in the space '{space}'.");
    }

    /// <summary>The space without the settings that <paramref name="overrides"/> fix.</summary>
    /// <param name="overrides">Each <c>Section:Name=value</c>.</param>
    /// <exception cref="InvalidSettingException">They fix all of them.</exception>
    internal SearchSpace Without(IEnumerable<string> overrides)
    {
        var names = overrides.Select(text => SettingsReader.Split(text).Setting.Name).ToHashSet(StringComparer.Ordinal);
        var left = new SearchSpace(_dimensions.Where(dimension => !names.Contains(dimension.Setting.Name)));
        return left._dimensions.Count > 0
            ? left
            : throw new InvalidSettingException("There is nothing to search: every setting of the space is fixed.");
    }

    /// <summary>A value for each setting, by name; the same ones for a seed and a trial, whatever was drawn before.</summary>
    internal IReadOnlyDictionary<string, string> Draw(int seed, int trial)
    {
        var random = new SeededRandom(SplitMix64.For(seed, trial));
        return _dimensions.ToDictionary(dimension => dimension.Setting.Name, dimension => dimension.Draw(random), StringComparer.Ordinal);
    }
}
