using System.Reflection;
using System.Text.Json;

namespace KDiffE.Training.Settings;

/// <summary>
/// Named sets of hyper-parameters: the JSON files beside this one, each with the values that it settles, and files
/// of the same form given by path.
/// </summary>
internal static class Presets
{
    /// <summary>The preset that leaves every setting as it is.</summary>
    internal const string Default = "default";

    private const string Extension = ".json";

    /// <summary>Names of the presets that come with the program.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        [Default, .. Resources.GetManifestResourceNames().Where(IsFile).Select(name => name[..^Extension.Length]).Order(StringComparer.Ordinal)];

    private static Assembly Resources => typeof(Presets).Assembly;

    /// <summary>The values of a preset, each <c>Section:Name=value</c>.</summary>
    /// <param name="preset">A name, or the path of a JSON file.</param>
    /// <exception cref="InvalidSettingException">There is no such preset, or its file is not one.</exception>
    internal static IEnumerable<string> Read(string preset)
    {
        if (preset == Default)
            return [];
        if (Names.Contains(preset, StringComparer.Ordinal))
            return Parse(preset, Resources.GetManifestResourceStream(preset + Extension)!);
        if (!IsFile(preset))
            throw new InvalidSettingException($"Unknown preset '{preset}'; there are {string.Join(", ", Names)}, or give a .json file.");
        return File.Exists(preset)
            ? Parse(preset, File.OpenRead(preset))
            : throw new InvalidSettingException($"There is no file '{preset}'.");
    }

    private static List<string> Parse(string name, Stream stream)
    {
        using (stream)
        {
            try
            {
                return [.. from section in JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, JsonElement>>>(stream)!
                           from value in section.Value
                           select $"{section.Key}:{value.Key}={value.Value}"];
            }
            catch (JsonException e)
            {
                throw new InvalidSettingException($"Preset '{name}' is not a JSON object of sections with their values: {e.Message}");
            }
        }
    }

    private static bool IsFile(string name) => name.EndsWith(Extension, StringComparison.Ordinal);
}
