using System.Text.Json;

namespace KDiffE.Api.Runs;

/// <summary>A training run with its figures.</summary>
/// <param name="Run">Its state and how far it is.</param>
/// <param name="LastEpoch">Losses and seconds of the last epoch that ended, and its validation figures if it was evaluated.</param>
/// <param name="BestEpoch">The same of the epoch that is best on validation data so far.</param>
/// <param name="Verdict">What the quality gate decided of its snapshot: the figures on the hold-out, and the threshold.</param>
/// <param name="Tuning">Its search for settings; null where it makes none.</param>
public sealed record RunDetailResponse(RunResponse Run, JsonElement? LastEpoch, JsonElement? BestEpoch, JsonElement? Verdict, TuningResponse? Tuning);
