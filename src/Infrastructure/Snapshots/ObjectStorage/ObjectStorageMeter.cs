using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>What is measured of files that go to object storage and come from there. docs/observability.md has the names.</summary>
internal sealed class ObjectStorageMeter
{
    private const string Name = "KDiffE.ObjectStorage";

    // From a snapshot of some thousand items next door to one of gigabytes over a slow line.
    private static readonly InstrumentAdvice<double> DurationBuckets = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900] };

    private readonly Histogram<double> _durations;
    private readonly Tally _downloads = new("download");
    private readonly Tally _uploads = new("upload");

    /// <param name="meters">Makes the meter.</param>
    public ObjectStorageMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        Tally[] tallies = [_downloads, _uploads];
        // What happens seldom is told from the start, as 0: where a series begins at 1, nobody sees that it has risen.
        meter.CreateObservableCounter("kdiffe.storage.transfers", () => tallies.Select(tally => tally.Of(ref tally.Done)), description: "Snapshots that went to object storage or came from there.");
        meter.CreateObservableCounter("kdiffe.storage.failures", () => tallies.Select(tally => tally.Of(ref tally.Failed)), description: "Snapshots that should have and did not.");
        meter.CreateObservableCounter("kdiffe.storage.transferred", () => tallies.Select(tally => tally.Of(ref tally.Bytes)), "By", "Bytes of those that did.");
        _durations = meter.CreateHistogram("kdiffe.storage.transfer.duration", "s", "Time that a snapshot took, repetitions included.", tags: null, DurationBuckets);
    }

    /// <summary>Measures a download.</summary>
    /// <param name="transfer">Returns the bytes that came.</param>
    public Task DownloadAsync(Func<Task<long>> transfer) => MeasureAsync(_downloads, transfer);

    /// <summary>Measures an upload.</summary>
    /// <param name="transfer">Returns the bytes that went.</param>
    public Task UploadAsync(Func<Task<long>> transfer) => MeasureAsync(_uploads, transfer);

    private async Task MeasureAsync(Tally tally, Func<Task<long>> transfer)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            Interlocked.Add(ref tally.Bytes, await transfer());
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Interlocked.Increment(ref tally.Failed);
            throw;
        }

        Interlocked.Increment(ref tally.Done);
        _durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tally.Direction);
    }

    private sealed class Tally(string direction)
    {
        public long Done;
        public long Failed;
        public long Bytes;

        public KeyValuePair<string, object?> Direction { get; } = new("direction", direction);

        public Measurement<long> Of(ref long count) => new(Interlocked.Read(ref count), Direction);
    }
}
