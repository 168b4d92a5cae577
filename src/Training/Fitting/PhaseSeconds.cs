using System.Text.Json.Serialization;

namespace KDiffE.Training.Fitting;

/// <summary>Wall seconds of an epoch by phase.</summary>
/// <param name="Graph">Drawing the epoch's triples.</param>
/// <param name="Diffusion">Training the denoisers.</param>
/// <param name="Rebuild">Denoising the graphs.</param>
/// <param name="Sampling">Batches and negatives.</param>
/// <param name="Forward">Embeddings and loss.</param>
/// <param name="Backward">The gradients of the loss in all parameters.</param>
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
