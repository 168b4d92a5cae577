namespace KDiffE.Domain.Runs;

/// <summary>Where a training run stands.</summary>
public enum RunState
{
    /// <summary>Asked for, not begun, or given back by a worker that had to stop.</summary>
    Queued,

    /// <summary>A worker holds its lease.</summary>
    Running,

    /// <summary>It made a snapshot.</summary>
    Succeeded,

    /// <summary>There was too little to learn from; the error says which thresholds were missed.</summary>
    Skipped,

    /// <summary>It cannot be done; the error says why.</summary>
    Failed,

    /// <summary>Somebody asked it to stop.</summary>
    Cancelled,
}
