using KDiffE.Training.Fitting;

namespace KDiffE.Training.Worker;

/// <summary>Passes the epochs of a run on to its heartbeat.</summary>
internal sealed class EpochProgress(Heartbeat heartbeat, int epochs) : IProgress<EpochReport>
{
    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        heartbeat.Report(value);
        heartbeat.Report(Phases.Training(value.Epoch, epochs));
    }
}
