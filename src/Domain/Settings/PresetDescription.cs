using System.Text.Json;

namespace KDiffE.Domain.Settings;

/// <summary>A named set of hyper-parameters.</summary>
/// <param name="Name">What a run asks for it by.</param>
/// <param name="Description">What it is for; null where its file does not say.</param>
/// <param name="Settings">The values that differ from the defaults, by the name of the setting.</param>
public sealed record PresetDescription(string Name, string? Description, IReadOnlyDictionary<string, JsonElement> Settings);
