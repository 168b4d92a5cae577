namespace KDiffE.Api.Runs;

/// <summary>Runs that were asked to stop.</summary>
/// <param name="Runs">Their numbers, ascending. Those that waited are cancelled; those that run stop within seconds.</param>
public sealed record CancelledRunsResponse(IReadOnlyList<long> Runs);
