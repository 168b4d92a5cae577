namespace KDiffE.Infrastructure.Nodes;

/// <summary>How a process is; what does not concern it is null.</summary>
/// <param name="SnapshotVersion">The active snapshot that an API serves.</param>
/// <param name="Device">Where a worker trains.</param>
/// <param name="Run">The run that a worker has.</param>
/// <param name="Degraded">What an API does without, in a sentence.</param>
/// <param name="Traffic">What an API answered lately, in JSON of its own.</param>
public sealed record NodeCondition(
    string? SnapshotVersion = null, string? Device = null, long? Run = null, string? Degraded = null, string? Traffic = null);

/// <summary>Tells how this process is.</summary>
public interface INodeConditionSource
{
    /// <summary>How it is at this moment.</summary>
    NodeCondition Current { get; }
}
