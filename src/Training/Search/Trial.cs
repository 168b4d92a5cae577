using System.Text.Json.Serialization;
using KDiffE.Training.Fitting;

namespace KDiffE.Training.Search;

/// <summary>One training of a search.</summary>
/// <param name="Number">Which draw it is, counted from 1.</param>
/// <param name="Settings">What was drawn, by name; empty for the first trial, which is the base.</param>
/// <param name="Valid">Figures of the best epoch; null when the training failed.</param>
/// <param name="BestEpoch">The epoch they come from.</param>
/// <param name="Epochs">Epochs until it stopped, those after the best one included.</param>
/// <param name="Seconds">Wall seconds of the training.</param>
/// <param name="Error">Why the training failed.</param>
internal sealed record Trial(
    [property: JsonPropertyName("trial")] int Number,
    [property: JsonPropertyName("settings")] IReadOnlyDictionary<string, string> Settings,
    [property: JsonPropertyName("valid")] ValidationFigures? Valid,
    [property: JsonPropertyName("best_epoch")] int BestEpoch,
    [property: JsonPropertyName("epochs")] int Epochs,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("error")] string? Error)
{
    /// <summary>What trials are ranked by; null when the training failed.</summary>
    [JsonPropertyName("score")]
    public double? Score => Valid?.Score;
}
