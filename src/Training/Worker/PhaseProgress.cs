using KDiffE.Domain.Runs;
using KDiffE.Training.Fitting;

namespace KDiffE.Training.Worker;

/// <summary>Passes on to a run's heartbeat how far a training is whose figures are not the run's.</summary>
internal sealed class PhaseProgress(Heartbeat heartbeat, Func<int, RunProgress> phase) : IProgress<EpochReport>
{
    /// <inheritdoc/>
    public void Report(EpochReport value) => heartbeat.Report(phase(value.Epoch));
}
