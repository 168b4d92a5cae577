using System.Numerics.Tensors;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Fitting;

/// <summary>
/// Final embeddings of the best epoch. The served score is u·v / |v|^(1−α); the item rows here are already
/// rescaled, so it is a plain dot product.
/// </summary>
/// <param name="Epoch">The epoch they come from.</param>
/// <param name="NormExponent">α, the power of an item's norm that its scores keep: 0 ranks by cosine, 1 by dot product.</param>
/// <param name="Dim">d, the width of an embedding: of the main view and, where there are any, of the fused modality views and of what was added.</param>
/// <param name="Users">User embeddings, row-major <c>[I, d]</c>.</param>
/// <param name="Items">Item embeddings, row-major <c>[J, d]</c>, rescaled.</param>
internal sealed record TrainedModel(int Epoch, double NormExponent, int Dim, float[] Users, float[] Items)
{
    /// <summary>What the columns are where more than what was learnt is in them; null where there is nothing else.</summary>
    public RowParts? Parts { get; init; }

    /// <summary>Scores with these embeddings, for evaluation.</summary>
    internal IScorer ToScorer() => new EmbeddingScorer(Users, Items, Dim);

    /// <summary>Per item 1 / |v|^(1−α); an item without a direction scores 0 whatever its scale.</summary>
    internal static float[] ItemScales(float[] items, int dim, double exponent)
    {
        var scales = new float[items.Length / dim];
        for (var item = 0; item < scales.Length; item++)
        {
            var norm = TensorPrimitives.Norm(items.AsSpan(item * dim, dim));
            scales[item] = norm > 0 ? (float)Math.Pow(norm, exponent - 1) : 1;
        }

        return scales;
    }

    /// <summary>Item embeddings with each row multiplied by its scale.</summary>
    internal static float[] Rescale(float[] items, int dim, ReadOnlySpan<float> scales)
    {
        var rescaled = new float[items.Length];
        for (var item = 0; item < scales.Length; item++)
        {
            TensorPrimitives.Multiply(
                items.AsSpan(item * dim, dim), scales[item], rescaled.AsSpan(item * dim, dim));
        }

        return rescaled;
    }
}
