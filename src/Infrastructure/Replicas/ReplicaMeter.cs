using System.Diagnostics.Metrics;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>What is measured of the reads that a replica may take. docs/observability.md has the names.</summary>
internal sealed class ReplicaMeter
{
    private const string Name = "KDiffE.Replica";

    private readonly KeyValuePair<string, object?> _ofReplica = new("server", "replica");
    private readonly KeyValuePair<string, object?> _ofPrimary = new("server", "primary");
    private long _byReplica;
    private long _byPrimary;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="condition">How the replica is.</param>
    public ReplicaMeter(IMeterFactory meters, ReplicaCondition condition)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableCounter<long>(
            "kdiffe.replica.reads", () => [new(Interlocked.Read(ref _byReplica), _ofReplica), new(Interlocked.Read(ref _byPrimary), _ofPrimary)],
            description: "Reads that the replica may take, by the server that took them.");
        meter.CreateObservableGauge("kdiffe.replica.used", () => Known<long>(condition.IsUsed is { } used ? (used ? 1 : 0) : null), description: "1 while the replica is read from.");
        meter.CreateObservableGauge("kdiffe.replica.lag", () => Known(condition.Lag?.TotalSeconds), "s", "How far the replica is behind the primary.");
    }

    /// <summary>Counts a read.</summary>
    internal void Count(bool byReplica) => Interlocked.Increment(ref byReplica ? ref _byReplica : ref _byPrimary);

    // What nobody knows is not told.
    private static IEnumerable<Measurement<T>> Known<T>(T? value)
        where T : struct => value is { } known ? [new(known)] : [];
}
