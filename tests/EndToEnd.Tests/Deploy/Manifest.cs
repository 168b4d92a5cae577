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

    /// <summary>Whether a selector's labels are all on a pod.</summary>
    /// <param name="labels">What the pod must have.</param>
    /// <param name="pod">The pod, with its metadata.</param>
    public static bool Selects(JsonNode labels, JsonNode pod) =>
        labels.AsObject().All(label => pod["metadata"]!["labels"]![label.Key]?.GetValue<string>() == label.Value!.GetValue<string>());
}
