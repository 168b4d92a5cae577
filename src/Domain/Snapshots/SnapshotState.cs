namespace KDiffE.Domain.Snapshots;

/// <summary>What a snapshot is used for.</summary>
public enum SnapshotState
{
    /// <summary>A run is making it.</summary>
    Training,

    /// <summary>Written and verified, not served.</summary>
    Ready,

    /// <summary>Served; there is at most one.</summary>
    Active,

    /// <summary>Served to a share of the users.</summary>
    Canary,

    /// <summary>It was active, and can be again by a rollback.</summary>
    Retired,

    /// <summary>Must not be served; the reason says why.</summary>
    Rejected,
}
