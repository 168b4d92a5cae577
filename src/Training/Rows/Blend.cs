using System.Numerics.Tensors;
using System.Text.Json.Serialization;

namespace KDiffE.Training.Rows;

/// <summary>
/// How rows of rare items lean on those of their nearest items by content: v ← (1 − b)·v + b·m with b = a / (a + n), n the
/// item's training interactions and m the mean of the nearest rows, so that its scores lean on its neighbours' mean scores,
/// the more the less is known of it. An item without an interaction stays as it is, and nobody leans on it.
/// </summary>
/// <param name="Source">By which content the neighbours are near.</param>
/// <param name="Strength">a, the interactions at which both count alike.</param>
internal sealed record Blend(
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("strength")] double Strength)
{
    /// <summary>The rows after blending.</summary>
    /// <param name="items">Row-major <c>[J, dim]</c>.</param>
    /// <param name="dim">The embedding size d.</param>
    /// <param name="nearest">Each item's nearest items that have interactions; one without any stays as it is.</param>
    /// <param name="popularity">Training interactions of each item, <c>[J]</c>.</param>
    internal float[] Apply(float[] items, int dim, int[][] nearest, int[] popularity)
    {
        var blended = (float[])items.Clone();
        Parallel.For(0, nearest.Length, item =>
        {
            if (nearest[item].Length == 0 || popularity[item] == 0)
                return;
            var row = blended.AsSpan(item * dim, dim);
            var share = (float)(Strength / (Strength + popularity[item]));
            TensorPrimitives.Multiply(row, 1 - share, row);
            foreach (var other in nearest[item])
                TensorPrimitives.MultiplyAdd(items.AsSpan(other * dim, dim), share / nearest[item].Length, row, row);
        });
        return blended;
    }
}
