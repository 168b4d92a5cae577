using System.Text.Json.Serialization;
using KDiffE.Domain.Runs;

namespace KDiffE.Api.Runs;

/// <summary>The data of a <c>state</c> event: a run has come to another state.</summary>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Why, where that needs a word.</param>
public sealed record RunStateEvent(RunState State, string? Reason);

/// <summary>The data of an <c>epoch</c> event: an epoch has ended.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">The mean of the whole loss over the steps.</param>
/// <param name="Bpr">The mean of the ranking loss, whichever is used.</param>
/// <param name="Contrastive">The mean of the contrastive losses; null where nothing is contrasted.</param>
/// <param name="Diffusion">The mean loss of the diffusions; null in epochs that do not train them.</param>
/// <param name="Valid">The figures on the validation part; null in epochs that are not evaluated.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Phases">Seconds by phase.</param>
public sealed record RunEpochEvent(
    int Epoch, double Loss, double Bpr, double? Contrastive, double? Diffusion, RunValidFigures? Valid, double Seconds, IReadOnlyDictionary<string, double> Phases);

/// <summary>How well the model of an epoch ranks the validation part.</summary>
/// <param name="Recall">Recall of the first 20.</param>
/// <param name="Ndcg">NDCG of the first 20.</param>
/// <param name="NormExponent">The exponent of the item norms that did best.</param>
public sealed record RunValidFigures(
    [property: JsonPropertyName("recall@20")] double Recall, [property: JsonPropertyName("ndcg@20")] double Ndcg, [property: JsonPropertyName("norm_exponent")] double NormExponent);
