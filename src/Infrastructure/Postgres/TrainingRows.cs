using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>One training of the model, from the request to its end.</summary>
public sealed class TrainingRunRow
{
    /// <summary>Grows in the order of the requests.</summary>
    public long Id { get; init; }

    /// <summary>Its state, in lower case in the database.</summary>
    public RunState State { get; set; }

    /// <summary>What was asked for, as a JSON object.</summary>
    public required string Arguments { get; init; }

    /// <summary>What the worker is doing.</summary>
    public string? Phase { get; set; }

    /// <summary>From 0 to 1.</summary>
    public double Progress { get; set; }

    /// <summary>How often a worker has trained it, the one that has it now included; see <see cref="Interruptions"/>.</summary>
    public int Attempt { get; set; }

    /// <summary>How often a worker had it and lost it before its first epoch ended, or with the database; these are no attempts.</summary>
    public int Interruptions { get; set; }

    /// <summary>Whether the worker that has it, or had it last, ended an epoch.</summary>
    public bool Trained { get; set; }

    /// <summary>When the database server that took the last heartbeat was started; another time now says that it was away.</summary>
    public DateTimeOffset? ServerStartedAt { get; set; }

    /// <summary>Held by the worker that may write to this run.</summary>
    public Guid? Lease { get; set; }

    /// <summary>The worker's last sign of life.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }

    /// <summary>Asks the worker to stop.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>What the client calls its request, so that asking twice makes one run.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The span in which it was asked for, as the W3C's header <c>traceparent</c> has it; null where there was none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Who holds the lease, or held it last.</summary>
    public string? Worker { get; set; }

    /// <summary>Where that worker trains: <c>cpu</c>, or <c>cuda:n</c>.</summary>
    public string? Device { get; set; }

    /// <summary>The last epoch that ended.</summary>
    public int? Epoch { get; set; }

    /// <summary>The most epochs there can be.</summary>
    public int? Epochs { get; set; }

    /// <summary>The snapshot that the run made.</summary>
    public string? SnapshotVersion { get; set; }

    /// <summary>The newest change in the data it learns from.</summary>
    public DateTimeOffset? Watermark { get; set; }

    /// <summary>The settings that its search chose, and why, as a JSON object; null where it searched for none.</summary>
    public string? Tuning { get; set; }

    /// <summary>Why it failed, was skipped, or made a snapshot that is not served; null otherwise.</summary>
    public string? Error { get; set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a worker first took it up.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended, well or not.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>Losses and metrics of one epoch.</summary>
public sealed class EpochMetricsRow
{
    /// <summary>The run that it belongs to.</summary>
    public long TrainingRunId { get; init; }

    /// <summary>Counted from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>Figures by name, as a JSON object.</summary>
    public required string Metrics { get; init; }

    /// <summary>What the trainer chose the best epoch by, higher being better; null for an epoch that was not evaluated.</summary>
    public double? Score { get; init; }

    /// <summary>How long the epoch took.</summary>
    public double Seconds { get; init; }

    /// <summary>When the epoch ended.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}

/// <summary>One training of a search for settings; it outlives the run that made it, for later ones go on from it.</summary>
public sealed class TuningTrialRow
{
    /// <summary>Grows in the order in which trials ended.</summary>
    public long Id { get; init; }

    /// <summary>The run that made it; null once that is deleted.</summary>
    public long? TrainingRunId { get; init; }

    /// <summary>The search that it belongs to: trials of one have the same base, seed and space.</summary>
    public required string Search { get; init; }

    /// <summary>The data that it was trained on: figures of the same data can be compared.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How many interactions it was trained on.</summary>
    public int Interactions { get; init; }

    /// <summary>Which draw of the search it is.</summary>
    public int Number { get; init; }

    /// <summary>What was drawn, as a JSON object.</summary>
    public required string Settings { get; init; }

    /// <summary>Recall@20 on the validation part; null where the training failed.</summary>
    public double? Recall { get; init; }

    /// <summary>NDCG@20 on the validation part; null where the training failed.</summary>
    public double? Ndcg { get; init; }

    /// <summary>The epoch that these figures are of.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Epochs until it stopped.</summary>
    public int Epochs { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Why the training failed; null otherwise.</summary>
    public string? Error { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Something that happened to a run.</summary>
public sealed class TrainingEventRow
{
    /// <summary>The event's number; it grows with time, over all runs.</summary>
    public long Id { get; init; }

    /// <summary>The run that it belongs to.</summary>
    public long TrainingRunId { get; init; }

    /// <summary>What kind of thing.</summary>
    public required string Kind { get; init; }

    /// <summary>More about it, as a JSON object.</summary>
    public required string Data { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A line that a worker logged while it worked on a run.</summary>
public sealed class TrainingLogRow
{
    /// <summary>Grows in the order in which lines were stored.</summary>
    public long Id { get; init; }

    /// <summary>The run that it belongs to.</summary>
    public long TrainingRunId { get; init; }

    /// <summary>When it was logged, by the worker's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>How much it matters, in lower case in the database.</summary>
    public RunLogLevel Level { get; init; }

    /// <summary>What it says.</summary>
    public required string Message { get; init; }
}

/// <summary>A snapshot file and what became of it.</summary>
public sealed class SnapshotRow
{
    /// <summary>The snapshot's version.</summary>
    public required string Version { get; init; }

    /// <summary>Its state, in lower case in the database.</summary>
    public SnapshotState State { get; set; }

    /// <summary>The file in the snapshot folder.</summary>
    public required string FileName { get; init; }

    /// <summary>What the snapshot says of itself, as a JSON object.</summary>
    public required string Metadata { get; init; }

    /// <summary>Why it is in its state, where that needs a word.</summary>
    public string? Reason { get; set; }

    /// <summary>What the quality gate decided, as a JSON object; null for one that was published by hand.</summary>
    public string? Verdict { get; set; }

    /// <summary>The share of users that a canary serves.</summary>
    public double? CanaryShare { get; set; }

    /// <summary>The run that made it.</summary>
    public long? TrainingRunId { get; init; }

    /// <summary>When training ended.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last became active.</summary>
    public DateTimeOffset? ActivatedAt { get; set; }
}

/// <summary>When runs are asked for without anybody asking.</summary>
public sealed class TrainingScheduleRow
{
    /// <summary>The schedule's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its times: a cron expression of five fields.</summary>
    public required string Cron { get; set; }

    /// <summary>Where those are the times of day: an IANA time zone such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>What its runs train, as a JSON object.</summary>
    public required string Arguments { get; set; }

    /// <summary>When it was last set.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
