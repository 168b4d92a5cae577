using static TorchSharp.torch;

namespace KDiffE.Training.Rows;

/// <summary>
/// Rows of content F whose dot products are what a ridge regression makes of them: F·(I + FᵀF / λ)^(−1/2), so that the sum of
/// an item's dot products with a user's items is λ·f·(FᵀF + λI)⁻¹·Σf, the regression of whether the user has an item on its
/// content. Columns that half the catalogue shares count little in it, and those that repeat others only once. λ is the mean
/// eigenvalue of FᵀF: columns of more than the mean are shrunk, and those of less are as they are in cosines.
/// </summary>
internal static class Ridge
{
    /// <summary>The rows, of as many columns as <paramref name="rows"/>; all zeros stay zeros.</summary>
    /// <param name="rows">F, row-major <c>[n, dim]</c>.</param>
    /// <param name="dim">Number of columns.</param>
    internal static float[] Of(float[] rows, int dim)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var gram = zeros(dim, dim, float64);
        RowBlock.ForEach(rows.Length / dim, block =>
        {
            var content = block.Of(rows, dim);
            gram.add_(content.t().matmul(content));
        });
        var (values, vectors) = linalg.eigh(gram);
        var mean = values.mean();
        if (mean.item<double>() <= 0)
            return rows;
        var shrunk = vectors.mul(mean.div(values.clamp_min(0).add(mean)).sqrt());
        var result = new float[rows.Length];
        RowBlock.ForEach(rows.Length / dim, block => block.Write(block.Of(rows, dim).matmul(shrunk), result));
        return result;
    }
}
