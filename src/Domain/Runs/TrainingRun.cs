namespace KDiffE.Domain.Runs;

/// <summary>One training of the model, from the request to its end.</summary>
/// <param name="Id">Grows in the order of the requests.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Arguments">What was asked for.</param>
/// <param name="Progress">How far it has come; null before a worker took it up.</param>
/// <param name="Attempt">How often a worker has trained it, the one that has it now included; interruptions do not count.</param>
/// <param name="Interruptions">How often a worker had it and lost it before its first epoch ended, or with the database.</param>
/// <param name="Worker">Who holds or held it last.</param>
/// <param name="Device">Where that worker trains: <c>cpu</c>, or <c>cuda:n</c>; null for runs of before this was kept.</param>
/// <param name="HeartbeatAt">That worker's last sign of life.</param>
/// <param name="CancelRequested">Whether it was asked to stop.</param>
/// <param name="Watermark">The newest change in the data it learns from.</param>
/// <param name="Error">Why it failed, was skipped, or made a snapshot that is not served.</param>
/// <param name="SnapshotVersion">The snapshot that it made.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When a worker first took it up.</param>
/// <param name="FinishedAt">When it ended, well or not.</param>
public sealed record TrainingRun(
    long Id,
    RunState State,
    RunArguments Arguments,
    RunProgress? Progress,
    int Attempt,
    int Interruptions,
    string? Worker,
    string? Device,
    DateTimeOffset? HeartbeatAt,
    bool CancelRequested,
    DateTimeOffset? Watermark,
    string? Error,
    string? SnapshotVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    /// <summary>The span in which it was asked for, as the W3C's header <c>traceparent</c> has it; null where there was none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The settings that its search chose; null where it searched for none, or has not chosen yet.</summary>
    public TuningChoice? Tuning { get; init; }

    /// <summary>Whether it still waits or runs.</summary>
    public bool IsActive => State is RunState.Queued or RunState.Running;
}
