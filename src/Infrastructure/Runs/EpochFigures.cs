namespace KDiffE.Infrastructure.Runs;

/// <summary>What a run recorded of an epoch.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="RecordedAt">When it ended.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Metrics">Losses and figures, as a JSON object.</param>
public sealed record EpochFigures(long RunId, int Epoch, DateTimeOffset RecordedAt, double Seconds, string Metrics);
