namespace KDiffE.Infrastructure.Runs;

/// <summary>How the queue of training runs is, from its tables alone.</summary>
/// <param name="WorkerSeen">How long ago a worker last said that it lives; null when none is known.</param>
/// <param name="Waiting">How many runs wait.</param>
/// <param name="LongestWait">How long the first of them has.</param>
/// <param name="Silent">The runs of workers that have not been heard of for as long as <see cref="QueueInspector"/> was given.</param>
public sealed record QueueCondition(TimeSpan? WorkerSeen, int Waiting, TimeSpan? LongestWait, IReadOnlyList<long> Silent);
