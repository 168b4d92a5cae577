using KDiffE.Domain.Runs;

namespace KDiffE.Api.Runs;

/// <summary>A training run, and how far it is.</summary>
/// <param name="Id">Its number; a later request has a greater one.</param>
/// <param name="State">What became of it.</param>
/// <param name="Preset">The preset it starts from.</param>
/// <param name="Settings">Hyper-parameters on top of it.</param>
/// <param name="Phase">What its worker does: reading, preparing, tuning, training, evaluating, publishing, published.</param>
/// <param name="Percent">How much is done, from 0 to 100; patience may end the training early.</param>
/// <param name="Epoch">The last epoch that ended.</param>
/// <param name="Epochs">The most epochs there can be.</param>
/// <param name="EtaSeconds">How long it may still take, from how long it took so far; null before that can be said.</param>
/// <param name="HeartbeatAgeSeconds">How long ago its worker was last heard of; null unless it runs.</param>
/// <param name="Attempt">How often a worker has trained it, the one that has it now included.</param>
/// <param name="Interruptions">How often a worker lost it before its first epoch ended, or with the database; these are no attempts.</param>
/// <param name="Worker">Who works on it, or did last.</param>
/// <param name="Device">Where that worker trains: <c>cpu</c>, or <c>cuda:n</c> for a GPU.</param>
/// <param name="CancelRequested">Whether it was asked to stop.</param>
/// <param name="Watermark">The newest change in the data that it learns from.</param>
/// <param name="Error">Why it failed, was skipped, or made a snapshot that is not served.</param>
/// <param name="SnapshotVersion">The snapshot that it made.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When a worker first took it up.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record RunResponse(
    long Id,
    RunState State,
    string Preset,
    IReadOnlyDictionary<string, string> Settings,
    string? Phase,
    double Percent,
    int? Epoch,
    int? Epochs,
    double? EtaSeconds,
    double? HeartbeatAgeSeconds,
    int Attempt,
    int Interruptions,
    string? Worker,
    string? Device,
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

    internal static RunResponse Of(TrainingRun run, DateTimeOffset now)
    {
        var fraction = run.Progress?.Fraction ?? 0;
        var runs = run.State == RunState.Running;
        return new(
            run.Id, run.State, run.Arguments.Preset, run.Arguments.Settings, run.Progress?.Phase, Math.Round(100 * fraction, 1),
            run.Progress?.Epoch, run.Progress?.Epochs,
            runs && fraction > LeastFraction ? Seconds((now - run.StartedAt!.Value) * ((1 - fraction) / fraction)) : null,
            runs ? Seconds(now - run.HeartbeatAt!.Value) : null,
            run.Attempt, run.Interruptions, run.Worker, run.Device, run.CancelRequested, run.Watermark, run.Error, run.SnapshotVersion,
            run.CreatedAt, run.StartedAt, run.FinishedAt);
    }

    private static double Seconds(TimeSpan time) => Math.Round(Math.Max(time.TotalSeconds, 0), 1);
}
