using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Baselines;

/// <summary>Everything <c>baselines --json</c> says.</summary>
/// <param name="Dataset">The data's size.</param>
/// <param name="Baselines">By name; null where the data are not for it.</param>
internal sealed record BaselinesReport(
    [property: JsonPropertyName("dataset")] DatasetReport Dataset,
    [property: JsonPropertyName("baselines")] IReadOnlyDictionary<string, BaselineReport?> Baselines);

/// <summary>What one baseline reached.</summary>
/// <param name="SecondsFit">Wall seconds of the fit, with the first seed and the choice of settings.</param>
/// <param name="Test">Figures on the test part, with the first seed.</param>
internal sealed record BaselineReport(
    [property: JsonPropertyName("seconds_fit")] double SecondsFit,
    [property: JsonPropertyName("test")] RankingReport Test)
{
    /// <summary>Figures on the test part with each further seed.</summary>
    [JsonPropertyName("further_seeds")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RankingReport>? FurtherSeeds { get; init; }

    /// <summary>What the best trial has otherwise than the baseline's own settings, each <c>Section:Name=value</c>.</summary>
    [JsonPropertyName("set")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Changes { get; init; }

    /// <summary>The settings that were chosen for what is not trained, such as <c>lambda</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Settings { get; init; }

    /// <summary>Figures on the test part, seed by seed.</summary>
    internal IEnumerable<RankingReport> Tests => [Test, .. FurtherSeeds ?? []];

    /// <summary>A row for each seed.</summary>
    internal IEnumerable<(string Model, RankingReport Test)> Rows(string name) => Tests.Select((report, k) => (k == 0 ? name : $"{name}, seed +{k}", report));
}
