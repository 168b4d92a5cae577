using KDiffE.Infrastructure.Nodes;

namespace KDiffE.Training.Doctor;

/// <summary>Whether the processes of the service are there.</summary>
internal static class NodeChecks
{
    /// <summary>Whether all that were there within a day were stopped in order or are still heard of, lack nothing, and are of one version.</summary>
    internal static Check Nodes(Patient patient) => new("nodes", async cancellation =>
    {
        var nodes = await patient.Get<NodeStore>().ListAsync(cancellation);
        var alive = nodes.Where(node => node.IsAlive).ToList();
        if (nodes.Except(alive).ToList() is { Count: > 0 } silent)
        {
            return Finding.Warning(
                $"Nothing is heard any more of {string.Join(", ", silent.Select(Name))}.", "Look at their logs, and start them again unless others are in their place; they are forgotten a day after they were last heard of.");
        }

        if (alive.Where(node => node.Condition.Degraded is not null).ToList() is { Count: > 0 } degraded)
        {
            return Finding.Warning(
                $"Some serve what may be out of date, or nothing: {string.Join(" ", degraded.Select(node => $"{Name(node)}: {node.Condition.Degraded}"))}",
                "GET /health/ready of each says more; a snapshot that was refused is restored and activated again, or rolled back.");
        }

        return alive.DistinctBy(node => node.Identity.Version).Count() > 1
            ? Finding.Warning(
                $"They are of several versions: {string.Join(", ", alive.Select(node => $"{Name(node)} of {node.Identity.Version}"))}.", "Replace those of the earlier ones.")
            : Finding.Ok(alive.Count == 0 ? "none" : string.Join(", ", alive.CountBy(node => node.Identity.Kind).Select(kind => $"{Word(kind.Key)}: {kind.Value}")));
    });

    private static string Name(Node node) => $"{Word(node.Identity.Kind)} {node.Identity.Host}:{node.Identity.ProcessId}";

    private static string Word(NodeKind kind) => kind == NodeKind.Api ? "API" : "worker";
}
