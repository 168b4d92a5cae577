using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Runs;

namespace KDiffE.Api;

/// <summary>What shall be trained.</summary>
/// <param name="Preset">The preset to start from; <c>default</c> unless given.</param>
/// <param name="Settings">Hyper-parameters on top of it, by name, for example <c>"KDiffE:Layers": 3</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TrainingRequest(string? Preset = null, IReadOnlyDictionary<string, JsonElement>? Settings = null);

/// <summary>When runs shall be asked for, and what they train.</summary>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week; one of the two day fields is <c>*</c>.</param>
/// <param name="TimeZone">The IANA name of the time zone whose clock they speak of, for example <c>Europe/Berlin</c>; <c>UTC</c> unless given.</param>
/// <param name="Preset">The preset to start from; <c>default</c> unless given.</param>
/// <param name="Settings">Hyper-parameters on top of it, by name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScheduleRequest(
    string Cron, string? TimeZone = null, string? Preset = null, IReadOnlyDictionary<string, JsonElement>? Settings = null);

/// <summary>A training run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">What became of it.</param>
/// <param name="Preset">The preset it starts from.</param>
/// <param name="Settings">Hyper-parameters on top of it.</param>
/// <param name="Phase">What its worker does: reading, preparing, training, evaluating, publishing, published.</param>
/// <param name="Percent">How much is done, from 0 to 100; patience may end the training early.</param>
/// <param name="Epoch">The last epoch that ended.</param>
/// <param name="Epochs">The most epochs there can be.</param>
/// <param name="EtaSeconds">How long it may still take, from how long it took so far; null before that can be said.</param>
/// <param name="HeartbeatAgeSeconds">How long ago its worker was last heard of; null unless it runs.</param>
/// <param name="Attempt">How often a worker has taken it up.</param>
/// <param name="Worker">Who works on it, or did last.</param>
/// <param name="CancelRequested">Whether it was asked to stop.</param>
/// <param name="Watermark">The newest change in the data that it learns from.</param>
/// <param name="Error">Why it failed, was skipped, or made a snapshot that is not served.</param>
/// <param name="SnapshotVersion">The snapshot that it made.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When a worker first took it up.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record TrainingRunResponse(
    long Id,
    TrainingRunState State,
    string Preset,
    IReadOnlyDictionary<string, string> Settings,
    string? Phase,
    double Percent,
    int? Epoch,
    int? Epochs,
    double? EtaSeconds,
    double? HeartbeatAgeSeconds,
    int Attempt,
    string? Worker,
    bool CancelRequested,
    DateTimeOffset? Watermark,
    string? Error,
    string? SnapshotVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    // Reading and preparing say little of how long the training takes.
    private const double LeastFraction = 0.05;

    internal static TrainingRunResponse Of(TrainingRun run, DateTimeOffset now)
    {
        var fraction = run.Progress?.Fraction ?? 0;
        var runs = run.State == TrainingRunState.Running;
        return new(
            run.Id, run.State, run.Arguments.Preset, run.Arguments.Settings, run.Progress?.Phase, Math.Round(100 * fraction, 1),
            run.Progress?.Epoch, run.Progress?.Epochs,
            runs && fraction > LeastFraction ? Seconds((now - run.StartedAt!.Value) * ((1 - fraction) / fraction)) : null,
            runs ? Seconds(now - run.HeartbeatAt!.Value) : null,
            run.Attempt, run.Worker, run.CancelRequested, run.Watermark, run.Error, run.SnapshotVersion,
            run.CreatedAt, run.StartedAt, run.FinishedAt);
    }

    private static double Seconds(TimeSpan time) => Math.Round(Math.Max(time.TotalSeconds, 0), 1);
}

/// <summary>A training run with its figures.</summary>
/// <param name="Run">The run.</param>
/// <param name="LastEpoch">Losses and seconds of the last epoch that ended, and its validation figures if it was evaluated.</param>
/// <param name="BestEpoch">The same of the epoch that is best on validation data so far.</param>
/// <param name="Verdict">What the quality gate decided of its snapshot: the figures on the hold-out, and the threshold.</param>
public sealed record TrainingRunDetailResponse(TrainingRunResponse Run, JsonElement? LastEpoch, JsonElement? BestEpoch, JsonElement? Verdict);

/// <summary>Training runs, the newest first.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Before">Where the next page begins, as <c>before=</c>; null on the last one.</param>
public sealed record TrainingRunsResponse(IReadOnlyList<TrainingRunResponse> Runs, long? Before);

/// <summary>A schedule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cron">The five fields of its times.</param>
/// <param name="TimeZone">The time zone whose clock they speak of.</param>
/// <param name="NextTimes">The next of them, with the zone's offset; none where <paramref name="Error"/> says why.</param>
/// <param name="Error">Why its times cannot be read: it asks for no runs until it is set anew. Null where they can.</param>
/// <param name="Preset">The preset that its runs start from.</param>
/// <param name="Settings">Hyper-parameters on top of it.</param>
/// <param name="UpdatedAt">When it was last set.</param>
public sealed record ScheduleResponse(
    string Name,
    string Cron,
    string TimeZone,
    IReadOnlyList<DateTimeOffset> NextTimes,
    string? Error,
    string Preset,
    IReadOnlyDictionary<string, string> Settings,
    DateTimeOffset UpdatedAt);

/// <summary>Every schedule.</summary>
/// <param name="Schedules">By name.</param>
public sealed record SchedulesResponse(IReadOnlyList<ScheduleResponse> Schedules);
