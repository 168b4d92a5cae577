using System.Numerics.Tensors;
using System.Text.Json.Serialization;

namespace KDiffE.Training.Rows;

/// <summary>
/// How rows of rare items lean on what is predicted of them (<see cref="Tower"/>): v ← (1 − b)·v + b·v̂ with b = a / (a + n) and
/// n the item's training interactions, the more the less is known of it. An item without an interaction stays as it is.
/// </summary>
/// <param name="Source">What predicts: a content source, all of them, or the mean row.</param>
/// <param name="Strength">a, the interactions at which both count alike.</param>
internal sealed record Blend(
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("strength")] double Strength)
{
    /// <summary>The rows after blending.</summary>
    /// <param name="items">Row-major <c>[J, dim]</c>.</param>
    /// <param name="dim">The embedding size d.</param>
    /// <param name="tower">What is predicted of them.</param>
    /// <param name="popularity">Training interactions of each item, <c>[J]</c>.</param>
    internal float[] Apply(float[] items, int dim, Tower tower, int[] popularity)
    {
        var blended = (float[])items.Clone();
        Parallel.For(0, popularity.Length, item =>
        {
            if (popularity[item] == 0)
                return;
            var row = blended.AsSpan(item * dim, dim);
            var share = (float)(Strength / (Strength + popularity[item]));
            TensorPrimitives.Multiply(row, 1 - share, row);
            TensorPrimitives.MultiplyAdd(tower.Rows.AsSpan(item * dim, dim), share, row, row);
        });
        return blended;
    }
}
