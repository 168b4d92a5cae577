namespace KDiffE.Infrastructure.Runs;

/// <summary>What a heartbeat tells the worker.</summary>
public enum HeartbeatAnswer
{
    /// <summary>The lease holds: go on.</summary>
    Continue,

    /// <summary>Stop and end the run as cancelled.</summary>
    Cancel,

    /// <summary>The run is somebody else's now: stop at once and touch nothing.</summary>
    Lost,
}
