using System.Text.Json.Nodes;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>JSON merge patch, RFC 7396.</summary>
internal static class MergePatch
{
    /// <summary>What becomes of a value: a patch that is no object takes its place; of one that is, null clears a member and all else is merged.</summary>
    internal static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
            return patch?.DeepClone();
        var result = target as JsonObject ?? [];
        foreach (var (name, value) in members)
        {
            var old = result[name];
            result.Remove(name);
            if (value is not null)
                result[name] = Apply(old, value);
        }

        return result;
    }
}
