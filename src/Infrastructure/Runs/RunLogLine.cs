using KDiffE.Domain.Runs;

namespace KDiffE.Infrastructure.Runs;

/// <summary>A line that a worker logged while it worked on a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="At">When, by the worker's clock.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">What it says.</param>
public sealed record RunLogLine(long Run, DateTimeOffset At, RunLogLevel Level, string Message);
