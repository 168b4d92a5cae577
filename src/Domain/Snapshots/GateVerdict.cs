namespace KDiffE.Domain.Snapshots;

/// <summary>What the gate decided, with everything that it looked at.</summary>
/// <param name="Passed">Whether the candidate may be served.</param>
/// <param name="Reason">Why not; null when it may.</param>
/// <param name="Candidate">The candidate's figures.</param>
/// <param name="Active">Those of the snapshot that is served, on the same hold-out; null where none is.</param>
/// <param name="MostPopular">Those of the most popular items, on the same hold-out.</param>
/// <param name="MaxRelativeDrop">The threshold that was in force.</param>
public sealed record GateVerdict(
    bool Passed, string? Reason, HoldOutFigures Candidate, HoldOutFigures? Active, HoldOutFigures MostPopular, double MaxRelativeDrop);
