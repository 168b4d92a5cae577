namespace KDiffE.Infrastructure.Nodes;

/// <summary>A process of the service, as it last said of itself.</summary>
/// <param name="Identity">Which one.</param>
/// <param name="StartedAt">When it started, by the database's clock.</param>
/// <param name="LastSeenAt">When it last was heard of, by that clock.</param>
/// <param name="IsAlive">Whether that was within <see cref="NodeStore.AliveWithin"/>.</param>
/// <param name="Condition">How it was then.</param>
public sealed record Node(NodeIdentity Identity, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, bool IsAlive, NodeCondition Condition);
