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

    /// <summary>The same, from where a run searches for better ones within its budget.</summary>
    public const string Auto = "auto";

    private const string Form = "sections with their values";

    private static readonly BundledJson Files = new("preset", Form, typeof(Presets).Assembly);

    private static readonly JsonSerializerOptions Values = new() { Converters = { new JsonStringEnumConverter() } };

    private static readonly Lazy<IReadOnlyList<PresetDescription>> Described = new(() => [.. Names.Select(Describe)]);

    /// <summary>Names of the presets that come with the program.</summary>
    public static IReadOnlyList<string> Names => Files.Names;

    /// <summary>What each of them is for, and what it changes.</summary>
    public static IReadOnlyList<PresetDescription> Descriptions => Described.Value;

    /// <summary>The values of a preset, each <c>Section:Name=value</c>.</summary>
    /// <param name="preset">A name, or the path of a JSON file.</param>
    /// <exception cref="InvalidSettingException">There is no such preset, or its file is not one.</exception>
    internal static IEnumerable<string> Read(string preset) =>
        from section in Files.Read<PresetFile>(preset).Sections
        from value in section.Value.ValueKind == JsonValueKind.Object
            ? section.Value.EnumerateObject()
            : throw new InvalidSettingException($"The preset '{preset}' is not a JSON object of {Form}: '{section.Key}' is no section.")
        select $"{section.Key}:{value.Name}={value.Value}";

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
    }

    /// <summary>Every value by section and name.</summary>
    internal static JsonObject Whole(TrainingSettings settings) => JsonSerializer.SerializeToNode(settings, Values)!.AsObject();

    private static PresetDescription Describe(string preset)
    {
        var changes =
            from section in Of(SettingsReader.Read(preset, []))
            from value in section.Value!.AsObject()
            select KeyValuePair.Create($"{section.Key}:{value.Key}", JsonSerializer.SerializeToElement(value.Value));
        return new PresetDescription(preset, Files.Read<PresetFile>(preset).Description, new Dictionary<string, JsonElement>(changes, StringComparer.Ordinal));
    }

    /// <summary>A preset as it is written.</summary>
    private sealed record PresetFile
    {
        /// <summary>What it is for.</summary>
        public string? Description { get; init; }

        /// <summary>Its values by section and name.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Sections { get; init; } = [];
    }
}
