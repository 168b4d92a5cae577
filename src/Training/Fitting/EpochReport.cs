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
    [property: JsonPropertyName("valid")] ValidFigures? Valid,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("phases")] PhaseSeconds Phases);

/// <summary>The figures that choose the epoch.</summary>
/// <param name="Recall">Recall@20.</param>
/// <param name="Ndcg">NDCG@20.</param>
/// <param name="NormExponent">α that gave them.</param>
internal sealed record ValidFigures(
    [property: JsonPropertyName("recall@20")] double Recall,
    [property: JsonPropertyName("ndcg@20")] double Ndcg,
    [property: JsonPropertyName("norm_exponent")] double NormExponent)
{
    /// <summary>What epochs, and settings, are chosen by: recall@20 + NDCG@20.</summary>
    internal double Score => Recall + Ndcg;
}

/// <summary>Wall seconds of an epoch by phase.</summary>
/// <param name="Graph">Drawing the epoch's triples.</param>
/// <param name="Diffusion">Training the denoisers.</param>
/// <param name="Rebuild">Denoising the graphs.</param>
/// <param name="Sampling">Batches and negatives.</param>
/// <param name="Forward">Embeddings and loss.</param>
/// <param name="Backward">Gradients.</param>
/// <param name="Update">The optimiser's step.</param>
/// <param name="Evaluation">Full ranking on validation data.</param>
internal sealed record PhaseSeconds(
    [property: JsonPropertyName("graph")] double Graph,
    [property: JsonPropertyName("diffusion")] double Diffusion,
    [property: JsonPropertyName("rebuild")] double Rebuild,
    [property: JsonPropertyName("sampling")] double Sampling,
    [property: JsonPropertyName("forward")] double Forward,
    [property: JsonPropertyName("backward")] double Backward,
    [property: JsonPropertyName("update")] double Update,
    [property: JsonPropertyName("evaluation")] double Evaluation);
