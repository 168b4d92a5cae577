using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace KDiffE.Domain.Settings;

/// <summary>
/// Named sets of hyper-parameters: the JSON files that come with training, each with the values that it settles,
/// and files of the same form given by path.
/// </summary>
public static class Presets
{
    /// <summary>The preset that leaves every setting as it is.</summary>
    public const string Default = "default";

    private static readonly BundledJson Files = new("preset", "sections with their values", typeof(Presets).Assembly);

    private static readonly JsonSerializerOptions Values = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Names of the presets that come with the program.</summary>
    public static IReadOnlyList<string> Names => Files.Names;

    /// <summary>The values of a preset, each <c>Section:Name=value</c>.</summary>
    /// <param name="preset">A name, or the path of a JSON file.</param>
    /// <exception cref="InvalidSettingException">There is no such preset, or its file is not one.</exception>
    internal static IEnumerable<string> Read(string preset) =>
        from section in Files.Read<Dictionary<string, Dictionary<string, JsonElement>>>(preset)
        from value in section.Value
        select $"{section.Key}:{value.Key}={value.Value}";

    /// <summary>The preset that gives <paramref name="settings"/>: the values that differ from the defaults, by section.</summary>
    internal static JsonObject Of(TrainingSettings settings)
    {
        var defaults = Whole(new TrainingSettings());
        return new(
            from section in Whole(settings)
            let values = new JsonObject(
                from value in section.Value!.AsObject()
                where !JsonNode.DeepEquals(value.Value, defaults[section.Key]![value.Key])
                select KeyValuePair.Create(value.Key, value.Value?.DeepClone()))
            where values.Count > 0
            select KeyValuePair.Create(section.Key, (JsonNode?)values));

        static JsonObject Whole(TrainingSettings settings) => JsonSerializer.SerializeToNode(settings, Values)!.AsObject();
    }
}
