using KDiffE.Training.Fitting;

namespace KDiffE.Training.Worker;

/// <summary>Passes on to a run's heartbeat how far its refit is; the figures of its epochs are no figures of the run.</summary>
internal sealed class RefitProgress(Heartbeat heartbeat, int epochs) : IProgress<EpochReport>
{
    /// <inheritdoc/>
    public void Report(EpochReport value) => heartbeat.Report(Phases.Refitting(value.Epoch, epochs));
}
