using KDiffE.Domain.Settings;

namespace KDiffE.Domain.Runs;

/// <summary>Where a training run stands.</summary>
public enum TrainingRunState
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

/// <summary>What a run is asked to train.</summary>
/// <param name="Preset">The preset it starts from.</param>
/// <param name="Settings">Hyper-parameters on top of it, by configuration name.</param>
public sealed record TrainingArguments(string Preset, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The hyper-parameters that it comes to.</summary>
    /// <exception cref="InvalidSettingException">There is no such preset, a name is unknown or a value does not fit it.</exception>
    public TrainingSettings ToSettings() => SettingsReader.Read(Preset, Settings.Select(setting => $"{setting.Key}={setting.Value}"));

    /// <summary>Whether both ask for the same; records compare dictionaries by reference.</summary>
    public bool Same(TrainingArguments other) =>
        Preset == other.Preset && Settings.Count == other.Settings.Count
        && Settings.All(setting => other.Settings.TryGetValue(setting.Key, out var value) && value == setting.Value);
}

/// <summary>How far a worker has come.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Fraction">Of the whole run, from 0 to 1.</param>
/// <param name="Epoch">The last epoch that ended; null before the first.</param>
/// <param name="Epochs">The most epochs there can be; null before training.</param>
public sealed record TrainingProgress(string Phase, double Fraction, int? Epoch = null, int? Epochs = null);

/// <summary>One training of the model, from the request to its end.</summary>
/// <param name="Id">Grows in the order of the requests.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Arguments">What was asked for.</param>
/// <param name="Progress">How far it has come; null before a worker took it up.</param>
/// <param name="Attempt">How often a worker has taken it up.</param>
/// <param name="Worker">Who holds or held it last.</param>
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
    TrainingRunState State,
    TrainingArguments Arguments,
    TrainingProgress? Progress,
    int Attempt,
    string? Worker,
    DateTimeOffset? HeartbeatAt,
    bool CancelRequested,
    DateTimeOffset? Watermark,
    string? Error,
    string? SnapshotVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    /// <summary>Whether it still waits or runs.</summary>
    public bool IsActive => State is TrainingRunState.Queued or TrainingRunState.Running;
}

/// <summary>Something that happened to a run.</summary>
/// <param name="Id">Grows with time, over all runs.</param>
/// <param name="Kind"><c>state</c> or <c>epoch</c>.</param>
/// <param name="Data">What happened, as a JSON object.</param>
/// <param name="At">When it happened, by the clock of the database.</param>
public sealed record TrainingEvent(long Id, string Kind, string Data, DateTimeOffset At);
