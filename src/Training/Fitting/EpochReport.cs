using System.Text.Json.Serialization;

namespace KDiffE.Training.Fitting;

/// <summary>What one epoch did; an entry of <c>epochs</c> in the run's JSON.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Mean of the whole loss over the steps.</param>
/// <param name="Rank">Mean of the ranking loss; <c>bpr</c> in the JSON whichever ranking loss is used.</param>
/// <param name="Contrastive">Mean of the contrastive losses, summed over the views, before θ₁; null where nothing is contrasted.</param>
/// <param name="Diffusion">Mean loss of the diffusions, of the knowledge graph and of the modalities; null in epochs that do not train it.</param>
/// <param name="Valid">Figures on validation data, in epochs that evaluate.</param>
/// <param name="Seconds">Wall seconds of the epoch, the evaluation included.</param>
/// <param name="Phases">Wall seconds by phase.</param>
internal sealed record EpochReport(
    [property: JsonPropertyName("epoch")] int Epoch,
    [property: JsonPropertyName("loss")] double Loss,
    [property: JsonPropertyName("bpr")] double Rank,
    [property: JsonPropertyName("contrastive")] double? Contrastive,
    [property: JsonPropertyName("diffusion")] double? Diffusion,
    [property: JsonPropertyName("valid")] ValidationFigures? Valid,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("phases")] PhaseSeconds Phases);
