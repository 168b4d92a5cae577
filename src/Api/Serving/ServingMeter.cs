using System.Diagnostics;
using System.Diagnostics.Metrics;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Serving;

/// <summary>What is measured of serving. docs/observability.md has the names; nothing is allocated for a request, or done for an item.</summary>
internal sealed class ServingMeter
{
    /// <summary>The counter of rankings.</summary>
    internal const string Answers = "kdiffe.answers";

    private const string Name = "KDiffE.Serving";

    // From a scan of some thousand items to one of many millions.
    private static readonly InstrumentAdvice<double> ScanBuckets = new()
    {
        HistogramBucketBoundaries = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    };

    private readonly SnapshotHolder _holder;
    private readonly TimeProvider _time;
    private readonly Counter<long> _answers;
    private readonly Histogram<double> _scans;
    private long _fresh;
    private long _swaps;
    private long _refusals;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="holder">What is served.</param>
    /// <param name="database">What the database was last like.</param>
    /// <param name="time">Tells how old it is.</param>
    public ServingMeter(IMeterFactory meters, SnapshotHolder holder, DatabaseCondition database, TimeProvider time)
    {
        (_holder, _time) = (holder, time);
        var meter = meters.Create(Name);
        _answers = meter.CreateCounter<long>(Answers, description: "Rankings that were answered, by what they were ranked by and what was asked.");
        // What happens seldom is told from the start, as 0: where a series begins at 1, nobody sees that it has risen.
        meter.CreateObservableCounter("kdiffe.answers.fresh", () => Interlocked.Read(ref _fresh), description: "Rankings for users that took in what they did since the snapshot was trained.");
        _scans = meter.CreateHistogram("kdiffe.scan.duration", "s", "Time to find the best items of one ranking.", tags: null, ScanBuckets);
        meter.CreateObservableCounter("kdiffe.snapshot.swaps", () => Interlocked.Read(ref _swaps), description: "Snapshots that took the place of what was served, the first one included.");
        meter.CreateObservableCounter("kdiffe.snapshot.refusals", () => Interlocked.Read(ref _refusals), description: "Snapshots that were to be served and could not be loaded.");
        meter.CreateObservableGauge("kdiffe.snapshot.info", Versions, description: "1 for each version that is served: the active one, and a canary.");
        meter.CreateObservableGauge("kdiffe.snapshot.age", () => OfActive(Age), "s", "Time since the training of the active snapshot ended.");
        meter.CreateObservableGauge("kdiffe.snapshot.recall", () => OfActive(served => Figure(served, "test.recall@20")), description: "Recall@20 of the active snapshot on held-out interactions.");
        meter.CreateObservableGauge("kdiffe.snapshot.ndcg", () => OfActive(served => Figure(served, "test.ndcg@20")), description: "NDCG@20 of the active snapshot on held-out interactions.");
        meter.CreateObservableGauge("kdiffe.catalog.age", () => OfActive(CatalogAge), "s", "Time since the items and users that answers follow were as the database has them.");
        meter.CreateObservableGauge("kdiffe.database.up", () => database.IsUp == true ? 1 : 0, description: "1 while the database answers this process.");
        meter.CreateObservableGauge("kdiffe.degraded", () => _holder.Degraded ? 1 : 0, description: "1 while what is served may be out of date, or nothing is served; GET /health/live says why.");
    }

    // Texts of the program: none is made for a request.
    /// <summary>What a source is called among the tags.</summary>
    internal static string Word(RecommendationSource source) => source switch
    {
        RecommendationSource.Model => "model",
        RecommendationSource.FoldIn => "fold_in",
        RecommendationSource.Popular => "popular",
        RecommendationSource.Latest => "latest",
        _ => "graph",
    };

    /// <summary>Counts a ranking.</summary>
    public void Answered(RecommendationSource source, RecommendationEndpoint endpoint) =>
        _answers.Add(1, new KeyValuePair<string, object?>("source", Word(source)), new KeyValuePair<string, object?>("endpoint", Word(endpoint)));

    /// <summary>Counts a ranking that took in what a user did since.</summary>
    public void AnsweredFresh() => Interlocked.Increment(ref _fresh);

    /// <summary>Notes how long the search for the best items took.</summary>
    /// <param name="start">What <see cref="Stopwatch.GetTimestamp"/> said before.</param>
    public void Scanned(long start) => _scans.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);

    /// <summary>Counts a snapshot that is served now.</summary>
    public void Swapped() => Interlocked.Increment(ref _swaps);

    /// <summary>Counts a snapshot that is not.</summary>
    public void Refused() => Interlocked.Increment(ref _refusals);

    private static string Word(RecommendationEndpoint endpoint) => endpoint switch
    {
        RecommendationEndpoint.User => "user",
        RecommendationEndpoint.Batch => "batch",
        RecommendationEndpoint.Session => "session",
        RecommendationEndpoint.Rank => "rank",
        RecommendationEndpoint.Similar => "similar",
        RecommendationEndpoint.Popular => "popular",
        _ => "latest",
    };

    private static double? Figure(ServedModel served, string name) =>
        served.Snapshot.Metadata.Metrics.TryGetValue(name, out var value) ? value : null;

    private static double? CatalogAge(ServedModel served) => served.Live is { IsLoaded: true } live ? live.Age.TotalSeconds : null;

    private double? Age(ServedModel served) => (_time.GetUtcNow() - served.Snapshot.Metadata.CreatedAt).TotalSeconds;

    private IEnumerable<Measurement<int>> Versions() => _holder.Models.Select((model, place) => new Measurement<int>(
        1, new KeyValuePair<string, object?>("version", model.Version), new KeyValuePair<string, object?>("role", place == 0 ? "active" : "canary")));

    private IEnumerable<Measurement<double>> OfActive(Func<ServedModel, double?> read) =>
        _holder.Models is [var active, ..] && read(active) is { } value ? [new Measurement<double>(value)] : [];
}
