using System.Text.Json.Nodes;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>Something that the chart asks Kubernetes for.</summary>
/// <param name="Content">All of it.</param>
public sealed record Manifest(JsonObject Content)
{
    /// <summary>What it is, such as <c>Deployment</c>.</summary>
    public string Kind => Content["kind"]!.GetValue<string>();

    /// <summary>Its name.</summary>
    public string Name => Content["metadata"]!["name"]!.GetValue<string>();

    /// <summary>What it should be.</summary>
    public JsonNode Spec => Content["spec"]!;

    /// <summary>The pod that it makes, with its metadata; null where it makes none.</summary>
    public JsonNode? Pod => Kind switch
    {
        "Pod" => Content,
        "Deployment" or "StatefulSet" or "Job" => Spec["template"],
        "ScaledJob" => Spec["jobTargetRef"]!["template"],
        _ => null,
    };

    /// <summary>The containers of that pod.</summary>
    public IEnumerable<JsonNode> Containers => Pod?["spec"]?["containers"]?.AsArray().Select(container => container!) ?? [];

    /// <summary>The environment variables of those, by name; of one that comes from a secret the value is null.</summary>
    public Dictionary<string, string?> Variables => Containers.SelectMany(container => container["env"]!.AsArray())
        .ToDictionary(variable => variable!["name"]!.GetValue<string>(), variable => variable!["value"]?.GetValue<string>(), StringComparer.Ordinal);

    /// <summary>Whether a selector selects a pod: all its labels are on it, and each expression holds.</summary>
    /// <param name="selector">With <c>matchLabels</c>, and <c>matchExpressions</c> whose operator is <c>In</c>.</param>
    /// <param name="pod">The pod, with its metadata.</param>
    public static bool Selects(JsonNode selector, JsonNode pod)
    {
        return selector["matchLabels"]!.AsObject().All(label => Label(label.Key) == label.Value!.GetValue<string>())
            && (selector["matchExpressions"]?.AsArray() ?? []).All(expression => expression!["operator"]!.GetValue<string>() == "In"
                && expression["values"]!.AsArray().Any(value => value!.GetValue<string>() == Label(expression["key"]!.GetValue<string>())));

        string? Label(string key) => pod["metadata"]!["labels"]![key]?.GetValue<string>();
    }
}
