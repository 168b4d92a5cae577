namespace KDiffE.Domain.Snapshots;

/// <summary>What the gate decided, with everything that it looked at.</summary>
/// <param name="Passed">Whether the candidate may be served.</param>
/// <param name="Reason">Why not; null when it may.</param>
/// <param name="Candidate">The candidate's figures on its whole hold-out.</param>
/// <param name="MostPopular">Those of the most popular items, on the same hold-out.</param>
/// <param name="Comparison">The candidate beside the snapshot that is served; null where they were not compared.</param>
/// <param name="NotCompared">Why they were not; null where they were.</param>
/// <param name="MaxRelativeDrop">The threshold that was in force.</param>
public sealed record GateVerdict(
    bool Passed, string? Reason, HoldOutFigures Candidate, HoldOutFigures MostPopular, GateComparison? Comparison, string? NotCompared, double MaxRelativeDrop);
