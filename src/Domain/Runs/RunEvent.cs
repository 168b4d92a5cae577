namespace KDiffE.Domain.Runs;

/// <summary>Something that happened to a run.</summary>
/// <param name="Id">Grows with time, over all runs.</param>
/// <param name="Kind"><c>state</c> or <c>epoch</c>.</param>
/// <param name="Data">A JSON object.</param>
/// <param name="At">When.</param>
public sealed record RunEvent(long Id, string Kind, string Data, DateTimeOffset At);
