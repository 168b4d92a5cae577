using System.Text.Json.Serialization;

namespace KDiffE.Domain.Snapshots;

/// <summary>What the features of one modality were before a model standardised them, each dimension by itself.</summary>
/// <param name="Modality">For example <c>image</c>.</param>
/// <param name="Items">Items that have the feature.</param>
/// <param name="Dim">Values per item.</param>
/// <param name="LeastMean">The least mean of a dimension over those items.</param>
/// <param name="MostMean">The greatest mean of a dimension.</param>
/// <param name="LeastDeviation">The least standard deviation of a dimension; 0 means that it says nothing.</param>
/// <param name="MostDeviation">The greatest standard deviation of a dimension.</param>
public sealed record FeatureStatistics(
    [property: JsonPropertyName("modality")] string Modality,
    [property: JsonPropertyName("items")] int Items,
    [property: JsonPropertyName("dim")] int Dim,
    [property: JsonPropertyName("least_mean")] double LeastMean,
    [property: JsonPropertyName("most_mean")] double MostMean,
    [property: JsonPropertyName("least_deviation")] double LeastDeviation,
    [property: JsonPropertyName("most_deviation")] double MostDeviation);
