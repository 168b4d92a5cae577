using KDiffE.Training.Fitting;

namespace KDiffE.Training.Worker;

/// <summary>Passes on to a run's heartbeat how far its search for settings is: by the budget that is spent.</summary>
internal sealed class TuningProgress(Heartbeat heartbeat, TimeSpan budget, TimeProvider time) : IProgress<EpochReport>
{
    private double _spent;
    private long _began;

    /// <summary>The most epochs of the trial that runs.</summary>
    internal int Epochs { get; set; }

    /// <summary>A trial begins.</summary>
    /// <param name="spent">The seconds of those before.</param>
    internal void Begin(double spent)
    {
        (_spent, _began) = (spent, time.GetTimestamp());
        heartbeat.Report(Phases.Tuning(Share));
    }

    /// <inheritdoc/>
    public void Report(EpochReport value) => heartbeat.Report(Phases.Tuning(Share, value.Epoch, Epochs));

    private double Share => Math.Min((_spent + time.GetElapsedTime(_began).TotalSeconds) / budget.TotalSeconds, 1);
}
