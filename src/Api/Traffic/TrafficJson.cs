using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Traffic;

/// <summary>Writes what a process tells others of its traffic, and reads what others told.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TrafficFigures))]
internal sealed partial class TrafficJson : JsonSerializerContext;
