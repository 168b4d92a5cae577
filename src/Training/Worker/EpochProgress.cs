using KDiffE.Training.Fitting;

namespace KDiffE.Training.Worker;

/// <summary>Passes the epochs of a run on to its heartbeat and the meter.</summary>
internal sealed class EpochProgress(Heartbeat heartbeat, WorkerMeter meter, Phases phases, int epochs) : IProgress<EpochReport>
{
    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        meter.EpochEnded(value.Seconds);
        heartbeat.Report(value);
        heartbeat.Report(phases.Training(value.Epoch, epochs));
    }
}
