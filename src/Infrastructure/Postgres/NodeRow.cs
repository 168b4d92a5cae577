namespace KDiffE.Infrastructure.Postgres;

/// <summary>A process that works on this database, as it last said of itself.</summary>
public sealed class NodeRow
{
    /// <summary>The process's own.</summary>
    public Guid Id { get; init; }

    /// <summary>What it does: <c>api</c> or <c>worker</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The machine that it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>Its number there.</summary>
    public int ProcessId { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The active snapshot that it serves.</summary>
    public string? SnapshotVersion { get; set; }

    /// <summary>Where it trains.</summary>
    public string? Device { get; set; }

    /// <summary>The run that it trains; none is kept for its sake.</summary>
    public long? Run { get; set; }

    /// <summary>What it does without.</summary>
    public string? Degraded { get; set; }

    /// <summary>What it answered lately, as a JSON object of the API's.</summary>
    public string? Traffic { get; set; }
}
