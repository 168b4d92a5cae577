using KDiffE.Api.Traffic;
using KDiffE.Infrastructure.Nodes;

namespace KDiffE.Api.Nodes;

/// <summary>The processes of the service.</summary>
/// <param name="Nodes">APIs, then workers, each the oldest first.</param>
public sealed record NodesResponse(IReadOnlyList<NodeResponse> Nodes);

/// <summary>A process of the service, as it last said of itself. Times are those of the database's clock.</summary>
/// <param name="Id">Its own: a process that starts anew has another one.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Host">The machine that it runs on, or its container.</param>
/// <param name="ProcessId">Its number there.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="LastSeenAt">When it last was heard of.</param>
/// <param name="Alive">Whether that was within 20 seconds.</param>
/// <param name="SnapshotVersion">The active snapshot that an API serves; null where it serves none yet, and of workers.</param>
/// <param name="Device">Where a worker trains; null of APIs.</param>
/// <param name="Run">The run that a worker has; null while it has none, and of APIs.</param>
/// <param name="Degraded">What an API does without for now; null when it lacks nothing.</param>
/// <param name="Traffic">What was asked of an API in the last minute; null of workers.</param>
public sealed record NodeResponse(
    Guid Id, NodeKind Kind, string Host, int ProcessId, string Version, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, bool Alive,
    string? SnapshotVersion, string? Device, long? Run, string? Degraded, NodeTraffic? Traffic)
{
    internal static NodeResponse Of(Node node)
    {
        var (id, kind, host, processId, version) = node.Identity;
        var (snapshot, device, run, degraded, told) = node.Condition;
        return new(
            id, kind, host, processId, version, node.StartedAt, node.LastSeenAt, node.IsAlive, snapshot, device, run, degraded,
            TrafficFigures.Parse(told) is { } traffic ? NodeTraffic.Of(traffic) : null);
    }
}
