using KDiffE.Api.Serving;
using KDiffE.Api.Traffic;
using KDiffE.Infrastructure.Nodes;

namespace KDiffE.Api.Nodes;

/// <summary>Tells what this API serves, what it does without, and what was asked of it lately.</summary>
internal sealed class ApiNode(SnapshotHolder snapshots, TrafficWindow window) : INodeConditionSource
{
    /// <inheritdoc/>
    public NodeCondition Current => new(snapshots.Version, Degraded: snapshots.Trouble, Traffic: window.Read().ToJson());
}
