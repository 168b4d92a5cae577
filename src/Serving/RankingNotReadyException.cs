namespace KDiffE.Serving;

/// <summary>No snapshot is loaded yet, so there is nothing to rank by.</summary>
public sealed class RankingNotReadyException() : InvalidOperationException("No snapshot is loaded yet; the health check of the ranking says why.");
