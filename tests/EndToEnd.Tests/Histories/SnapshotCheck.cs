namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>Holds snapshots to what docs/operations.md promises: states in their order, and from the first activation on always one that is active.</summary>
internal static class SnapshotCheck
{
    private static readonly HashSet<(string? From, string? To)> Transitions =
    [
        (null, "training"), (null, "ready"), ("training", "ready"), ("training", null), ("ready", "active"), ("ready", "canary"), ("ready", "rejected"), ("ready", null),
        ("active", "retired"), ("canary", "ready"), ("canary", "active"), ("canary", "rejected"), ("retired", "active"), ("retired", "canary"), ("retired", "rejected"),
        ("retired", null), ("rejected", null),
    ];

    /// <summary>What is wrong.</summary>
    /// <param name="changes">All changes of snapshots, in their order; those of one transaction stand together.</param>
    public static IEnumerable<string> Problems(IReadOnlyList<StateChange> changes)
    {
        var active = new SortedSet<string>(StringComparer.Ordinal);
        var once = false;
        for (var k = 0; k < changes.Count; k++)
        {
            var change = changes[k];
            if (!Transitions.Contains((change.From, change.To)))
                yield return $"snapshot {change.Id} went from {change.From} to {change.To}";
            if (change.To == "active")
                active.Add(change.Id);
            else
                active.Remove(change.Id);
            once |= active.Count > 0;
            // Within a transaction nobody sees it.
            if (k + 1 < changes.Count && changes[k + 1].Transaction == change.Transaction)
                continue;
            if (once && active.Count != 1)
                yield return $"after {change.Id} became {change.To} these are active: {string.Join(", ", active)}";
        }
    }
}
