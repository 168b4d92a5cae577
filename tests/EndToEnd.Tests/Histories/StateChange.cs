namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>A run or a snapshot came to another state, or a run to another lease.</summary>
/// <param name="Transaction">In which transaction of the database.</param>
/// <param name="Writer">The name of the process that did it.</param>
/// <param name="Id">The run's number, or the snapshot's version.</param>
/// <param name="From">The state before; null where it is new.</param>
/// <param name="To">The state after; null where it is gone.</param>
/// <param name="Lease">Of a run: the lease after; null for none.</param>
/// <param name="CancelRequested">Of a run: whether it had been asked to stop before this.</param>
internal sealed record StateChange(long Transaction, string Writer, string Id, string? From, string? To, string? Lease = null, bool CancelRequested = false);
