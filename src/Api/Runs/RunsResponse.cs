namespace KDiffE.Api.Runs;

/// <summary>Training runs, the newest first.</summary>
/// <param name="Runs">At most as many as were asked for.</param>
/// <param name="Before">Where the next page begins, as <c>before=</c>; null on the last one.</param>
public sealed record RunsResponse(IReadOnlyList<RunResponse> Runs, long? Before);
