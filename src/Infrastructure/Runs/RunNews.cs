using KDiffE.Domain.Runs;

namespace KDiffE.Infrastructure.Runs;

/// <summary>What has become of a run, as of one moment.</summary>
/// <param name="Active">Whether it waits or runs; if not, no event comes after those that there are.</param>
/// <param name="Events">The events that were asked for, in order.</param>
public sealed record RunNews(bool Active, IReadOnlyList<RunEvent> Events);
