using System.Numerics.Tensors;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Data;

/// <summary>
/// One modality in a form that makes its distances and cosines mean something: each dimension with mean 0 and
/// deviation 1 over the items that have the feature, then each row of length 1. Rows of items that are average in
/// every dimension are zero, and so are all of them where all items are alike.
/// </summary>
/// <param name="Items">The items that have the feature, ascending.</param>
/// <param name="Dim">Values per item.</param>
/// <param name="Rows">Row-major <c>[Items.Length, Dim]</c>.</param>
/// <param name="Means">What each dimension's mean was, <c>[Dim]</c>; 0 where no item has the feature.</param>
/// <param name="Deviations">What its deviation was.</param>
internal sealed record StandardisedFeature(int[] Items, int Dim, float[] Rows, double[] Means, double[] Deviations)
{
    /// <summary>A deviation below this share of the mean is float's own noise.</summary>
    private const double Noise = 1e-6;

    internal static StandardisedFeature Of(ItemFeature feature)
    {
        var (items, dim) = (Enumerable.Range(0, feature.Present.Length).Where(item => feature.Present[item]).ToArray(), feature.Dim);
        var rows = new float[items.Length * dim];
        for (var k = 0; k < items.Length; k++)
            feature.Values.AsSpan(items[k] * dim, dim).CopyTo(rows.AsSpan(k * dim));
        var (means, deviations) = (new double[dim], new double[dim]);
        for (var d = 0; d < dim && items.Length > 0; d++)
            (means[d], deviations[d]) = Standardise(rows, d, dim);
        for (var k = 0; k < items.Length; k++)
        {
            var row = rows.AsSpan(k * dim, dim);
            var norm = TensorPrimitives.Norm<float>(row);
            if (norm > 0)
                TensorPrimitives.Divide(row, norm, row);
        }

        return new StandardisedFeature(items, dim, rows, means, deviations);
    }

    private static (double Mean, double Deviation) Standardise(float[] rows, int first, int stride)
    {
        var count = rows.Length / stride;
        var (sum, squares) = (0.0, 0.0);
        for (var k = first; k < rows.Length; k += stride)
            sum += rows[k];
        var mean = sum / count;
        for (var k = first; k < rows.Length; k += stride)
            squares += (rows[k] - mean) * (rows[k] - mean);
        var deviation = Math.Sqrt(squares / count);
        for (var k = first; k < rows.Length; k += stride)
            rows[k] = deviation > Noise * Math.Abs(mean) ? (float)((rows[k] - mean) / deviation) : 0;
        return (mean, deviation);
    }
}
