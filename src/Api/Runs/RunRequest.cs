using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Runs;

/// <summary>What shall be trained.</summary>
/// <param name="Preset">The preset to start from; <c>default</c> unless given, <c>auto</c> to have settings tried first.</param>
/// <param name="Settings">Hyper-parameters on top of it, by name, for example <c>"KDiffE:Layers": 3</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunRequest(string? Preset = null, IReadOnlyDictionary<string, JsonElement>? Settings = null);
