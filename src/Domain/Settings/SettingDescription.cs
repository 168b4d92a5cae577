using System.Text.Json;

namespace KDiffE.Domain.Settings;

/// <summary>What a hyper-parameter is, and what it may be.</summary>
/// <param name="Name">The name that sets it, for example `KDiffE:Layers`.</param>
/// <param name="Type">What its values are.</param>
/// <param name="DefaultValue">Its value unless a preset or a request says otherwise.</param>
/// <param name="Minimum">The least of its numbers; null where it has none.</param>
/// <param name="Maximum">The largest of its numbers; null where it has none.</param>
/// <param name="Choices">The words that it may be; a number may be one of them in place of a number. Null where there are none.</param>
/// <param name="Description">What it does.</param>
public sealed record SettingDescription(
    string Name, SettingType Type, JsonElement DefaultValue, double? Minimum, double? Maximum, IReadOnlyList<string>? Choices, string Description);
