using KDiffE.Domain.Runs;

namespace KDiffE.Api.Runs;

/// <summary>What workers logged while they worked on a run.</summary>
/// <param name="Lines">The last ones, the oldest first.</param>
public sealed record RunLogResponse(IReadOnlyList<RunLogEntry> Lines);

/// <summary>A line of the log of a run.</summary>
/// <param name="At">When it was logged, by the worker's clock.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">What it says; of an error without where it was thrown.</param>
public sealed record RunLogEntry(DateTimeOffset At, RunLogLevel Level, string Message);
