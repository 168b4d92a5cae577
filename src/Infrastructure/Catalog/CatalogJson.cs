using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Reads and writes the fields of rows without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNameCaseInsensitive = false, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(IReadOnlyList<KeyedFields>))]
[JsonSerializable(typeof(IReadOnlyList<ItemFields>))]
[JsonSerializable(typeof(IReadOnlyList<InteractionFields>))]
[JsonSerializable(typeof(IReadOnlyList<TripleFields>))]
[JsonSerializable(typeof(IReadOnlyList<FeatureFields>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class CatalogJson : JsonSerializerContext;
