using KDiffE.Infrastructure.Telemetry;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>What a look at a replica found.</summary>
/// <param name="Fault">Why it cannot be read from at all; null where it can.</param>
/// <param name="HasAll">Whether it has everything that the primary had when it was looked at.</param>
/// <param name="Lag">How far it is behind; null where nobody knows.</param>
public sealed record ReplicaLook(string? Fault, bool HasAll, TimeSpan? Lag)
{
    /// <summary>It cannot be read from.</summary>
    internal static ReplicaLook Faulty(string fault) => new(fault, HasAll: false, Lag: null);

    /// <summary>It can be, and is behind by so much; null is an unknown time.</summary>
    internal static ReplicaLook Behind(TimeSpan? lag) => new(Fault: null, HasAll: false, lag);

    /// <summary>It has all.</summary>
    internal static ReplicaLook Abreast { get; } = new(Fault: null, HasAll: true, TimeSpan.Zero);

    /// <summary>Why it is not read from; null where it is.</summary>
    /// <param name="maxLag">How far it may be behind.</param>
    public string? WhyNot(TimeSpan maxLag) => this switch
    {
        { Fault: { } fault } => fault,
        { HasAll: true } => null,
        { Lag: { } lag } when lag <= maxLag => null,
        { Lag: { } lag } => $"it is {Duration.InWords(lag)} behind the primary",
        _ => "it is behind the primary, nobody knows by how much",
    };
}
