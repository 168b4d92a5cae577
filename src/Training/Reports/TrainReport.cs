using System.Text.Json.Serialization;
using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.ItemGraphs;

namespace KDiffE.Training.Reports;

/// <summary>Everything <c>train --json</c> says about a run.</summary>
internal sealed record TrainReport(
    [property: JsonPropertyName("dataset")] DatasetReport Dataset,
    [property: JsonPropertyName("preset")] string Preset,
    [property: JsonPropertyName("hyper_parameters")] IReadOnlyDictionary<string, string> HyperParameters,
    [property: JsonPropertyName("seed")] int Seed,
    [property: JsonPropertyName("device")] string Device,
    [property: JsonPropertyName("epochs")] IReadOnlyList<EpochReport> Epochs,
    [property: JsonPropertyName("best_epoch")] int BestEpoch,
    [property: JsonPropertyName("norm_exponent")] double NormExponent,
    [property: JsonPropertyName("cancelled")] bool Cancelled,
    [property: JsonPropertyName("mean_similarity")] double? MeanSimilarity,
    [property: JsonPropertyName("content")] IReadOnlyList<ContentSource> Content,
    [property: JsonPropertyName("test")] RankingReport? Test,
    [property: JsonPropertyName("baselines")] IReadOnlyDictionary<string, RankingReport?> Baselines,
    [property: JsonPropertyName("snapshot")] string? Snapshot,
    [property: JsonPropertyName("seconds_total")] double SecondsTotal,
    [property: JsonPropertyName("peak_rss_mb")] long PeakRssMb);

/// <summary>The size of a dataset.</summary>
internal sealed record DatasetReport(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("users")] int Users,
    [property: JsonPropertyName("items")] int Items,
    [property: JsonPropertyName("train")] int Train,
    [property: JsonPropertyName("valid")] int Valid,
    [property: JsonPropertyName("test")] int Test,
    [property: JsonPropertyName("entities")] int Entities,
    [property: JsonPropertyName("relations")] int Relations,
    [property: JsonPropertyName("triples")] int Triples)
{
    internal static DatasetReport Of(Dataset data) => new(
        data.Name, data.Users, data.Items, data.Train.Count, data.Valid.Count, data.Test.Count,
        data.Entities, data.Relations, data.Triples.Count);
}
