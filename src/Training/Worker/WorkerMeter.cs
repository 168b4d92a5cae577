using System.Diagnostics.Metrics;

namespace KDiffE.Training.Worker;

/// <summary>What is measured of a worker. docs/observability.md has the names.</summary>
internal sealed class WorkerMeter
{
    private const string Name = "KDiffE.Worker";

    private static readonly InstrumentAdvice<double> EpochBuckets = new()
    {
        HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800],
    };

    private readonly Histogram<double> _epochs;
    private long _run;
    private long _placed;
    private long _placementTicks;

    /// <param name="meters">Makes the meter.</param>
    public WorkerMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _epochs = meter.CreateHistogram("kdiffe.epoch.duration", "s", "Time of an epoch of training, its evaluation included.", tags: null, EpochBuckets);
        meter.CreateObservableCounter("kdiffe.placed.items", () => Interlocked.Read(ref _placed), description: "Items that came after a training and were placed in its snapshot.");
        meter.CreateObservableCounter(
            "kdiffe.placement.duration", () => TimeSpan.FromTicks(Interlocked.Read(ref _placementTicks)).TotalSeconds, "s", "Time that took, until the snapshots were published.");
        meter.CreateObservableGauge("kdiffe.worker.busy", () => Run is null ? 0 : 1, description: "1 while this worker has a run.");
    }

    /// <summary>The run that the worker has; null while it has none.</summary>
    public long? Run
    {
        get => Interlocked.Read(ref _run) is var run and not 0 ? run : null;
        set => Interlocked.Exchange(ref _run, value ?? 0);
    }

    /// <summary>Notes how long an epoch took, in seconds.</summary>
    public void EpochEnded(double seconds) => _epochs.Record(seconds);

    /// <summary>Notes that new items were placed, and how long it took.</summary>
    public void Placed(int items, TimeSpan time)
    {
        Interlocked.Add(ref _placed, items);
        Interlocked.Add(ref _placementTicks, time.Ticks);
    }
}
