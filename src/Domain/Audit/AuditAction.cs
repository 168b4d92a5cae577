namespace KDiffE.Domain.Audit;

/// <summary>What people do to the service that others may ask about later.</summary>
public enum AuditAction
{
    /// <summary>A training run was asked for, by somebody or by a schedule.</summary>
    RunStarted,

    /// <summary>A training run was asked to stop.</summary>
    RunCancelled,

    /// <summary>A snapshot became the one that is served, by somebody or by the run that made it.</summary>
    SnapshotActivated,

    /// <summary>A snapshot serves a share of the users.</summary>
    SnapshotCanary,

    /// <summary>The snapshot before the active one, or one before that, is served again.</summary>
    SnapshotRolledBack,

    /// <summary>A snapshot was taken out of use.</summary>
    SnapshotRejected,

    /// <summary>The first key of a client was made.</summary>
    KeyCreated,

    /// <summary>A second key of a client was made.</summary>
    KeyRotated,

    /// <summary>A key is refused from then on.</summary>
    KeyRevoked,

    /// <summary>A schedule was made or changed.</summary>
    ScheduleSet,

    /// <summary>A schedule was forgotten.</summary>
    ScheduleDeleted,

    /// <summary>Somebody is told of events from then on.</summary>
    WebhookCreated,

    /// <summary>A webhook was changed, or turned off because its receiver is gone.</summary>
    WebhookChanged,

    /// <summary>A webhook was given another secret.</summary>
    WebhookRotated,

    /// <summary>A webhook was forgotten.</summary>
    WebhookDeleted,
}
