using System.Numerics.Tensors;
using System.Text.Json.Serialization;

namespace KDiffE.Training.Rows;

/// <summary>
/// Where items without an interaction stand: v ← c·v̂, as their content places them (<see cref="Tower"/>), since what was
/// learnt of them is what nobody corrected. A ridge regression predicts short rows; c is how long they are made.
/// </summary>
/// <param name="Source">The content that places them.</param>
/// <param name="Length">c; 0 where rows as long as predicted already cost the lists too much, so that those items stay as they were learnt.</param>
internal sealed record Placement(
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("length")] double Length)
{
    /// <summary>The rows with those items placed, c above 0; one without content stays as it is.</summary>
    /// <inheritdoc cref="Blend.Apply"/>
    internal float[] Apply(float[] items, int dim, Tower tower, int[] popularity)
    {
        var placed = (float[])items.Clone();
        for (var item = 0; item < popularity.Length; item++)
        {
            if (popularity[item] == 0 && tower.Known[item])
                TensorPrimitives.Multiply(tower.Rows.AsSpan(item * dim, dim), (float)Length, placed.AsSpan(item * dim, dim));
        }

        return placed;
    }
}
