using static TorchSharp.torch;

namespace KDiffE.Training.Rows;

/// <summary>The mean of a table's rows, each counted by its weight.</summary>
/// <param name="table">Row-major <c>[n, dim]</c>.</param>
/// <param name="dim">Number of columns.</param>
/// <param name="weights">What each row counts, <c>[n]</c>.</param>
internal sealed class WeightedMean(float[] table, int dim, double[] weights)
{
    // Of the others of an only row.
    private const double Least = 1e-9;

    private readonly Tensor _sum = SumOf(table, dim, weights);
    private readonly double _total = weights.Sum();

    /// <summary>The mean of all, <c>[dim]</c>.</summary>
    internal Tensor OfAll => _sum.div(_total);

    /// <summary>For each row of a block the mean of all rows but this one, <c>[count, dim]</c>.</summary>
    internal Tensor OfOthers(RowBlock block)
    {
        var own = block.Of(weights);
        return _sum.sub(block.Of(table, dim).mul(own)).div(own.neg().add(_total).clamp_min(Least));
    }

    private static Tensor SumOf(float[] table, int dim, double[] weights)
    {
        var sum = zeros(dim, float64);
        RowBlock.ForEach(weights.Length, block => sum.add_(block.Of(weights).t().matmul(block.Of(table, dim)).squeeze(0)));
        return sum;
    }
}
