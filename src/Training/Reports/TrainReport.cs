using System.Text.Json.Serialization;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.Credibility;
using KDiffE.Training.Model.ItemGraphs;
using KDiffE.Training.Rows;

namespace KDiffE.Training.Reports;

/// <summary>Everything <c>train --json</c> says about a run.</summary>
internal sealed record TrainReport(
    [property: JsonPropertyName("dataset")] DatasetReport Dataset,
    [property: JsonPropertyName("preset")] string Preset,
    [property: JsonPropertyName("tuning")] TuningReport? Tuning,
    [property: JsonPropertyName("hyper_parameters")] IReadOnlyDictionary<string, string> HyperParameters,
    [property: JsonPropertyName("seed")] int Seed,
    [property: JsonPropertyName("device")] string Device,
    [property: JsonPropertyName("epochs")] IReadOnlyList<EpochReport> Epochs,
    [property: JsonPropertyName("best_epoch")] int BestEpoch,
    [property: JsonPropertyName("norm_exponent")] double NormExponent,
    [property: JsonPropertyName("cancelled")] bool Cancelled,
    [property: JsonPropertyName("mean_similarity")] double? MeanSimilarity,
    [property: JsonPropertyName("content")] IReadOnlyList<ContentSource> Content,
    [property: JsonPropertyName("credible")] CredibleShare? Credible,
    [property: JsonPropertyName("weights")] RowWeights Weights,
    [property: JsonPropertyName("test")] RankingReport? Test,
    [property: JsonPropertyName("refit")] RefitReport? Refit,
    [property: JsonPropertyName("baselines")] IReadOnlyDictionary<string, RankingReport?> Baselines,
    [property: JsonPropertyName("snapshot")] string? Snapshot,
    [property: JsonPropertyName("seconds_total")] double SecondsTotal,
    [property: JsonPropertyName("peak_rss_mb")] long PeakRssMb);

/// <summary>The training anew on the training and the validation part.</summary>
/// <param name="Interactions">What it learnt.</param>
/// <param name="Epochs">For how long: as many as were best.</param>
/// <param name="Test">Its figures, with both parts left out of the rankings; null without test interactions.</param>
/// <param name="Selected">Those of the selected model, with both parts left out of its rankings, too, so that the two can be compared.</param>
internal sealed record RefitReport(
    [property: JsonPropertyName("interactions")] int Interactions,
    [property: JsonPropertyName("epochs")] int Epochs,
    [property: JsonPropertyName("test")] RankingReport? Test,
    [property: JsonPropertyName("selected")] RankingReport? Selected);
