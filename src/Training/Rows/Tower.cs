using KDiffE.Domain.Metrics;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Rows;

/// <summary>
/// Where items would stand in the learnt space if nothing but their content were known: a ridge regression of the learnt rows
/// on rows of content, in closed form, every item counting √n for its n interactions. The prediction of an item that has some is
/// made as if it were not there, which the hat matrix gives without a second fit:
/// <c>v̂ = (p − h·v) / (1 − h)</c> with p the prediction with it and h what its own row counts in p.
/// </summary>
/// <param name="Source">The content that predicts best; <see cref="Mean"/> where none does better than the mean row.</param>
/// <param name="Rows">v̂, row-major <c>[J, d]</c>; the mean row where nothing is known of an item.</param>
/// <param name="Known">Which items have content of the source, <c>[J]</c>.</param>
/// <param name="Explained">1 − Σ √n·|v − v̂|² / Σ √n·|v − v̄|² over the items with interactions; 0 for the mean row v̄.</param>
internal sealed record Tower(string Source, float[] Rows, bool[] Known, double Explained)
{
    /// <summary>The source that knows nothing: every item stands where they stand on average.</summary>
    internal const string Mean = "mean";

    /// <summary>λ as shares of the mean eigenvalue.</summary>
    private static readonly double[] Regularisations = [0.03, 0.1, 0.3, 1, 3, 10];

    /// <summary>What the mean row of the other items predicts.</summary>
    /// <param name="learnt">The learnt rows of items; its users play no part.</param>
    /// <param name="popularity">Training interactions of each item, <c>[J]</c>.</param>
    internal static Tower OfMean(Part learnt, int[] popularity)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return new Tower(Mean, TensorMemory.ToArray(Fit(learnt, popularity).Means.to(float32)), new bool[popularity.Length], 0);
    }

    /// <summary>
    /// What a source predicts, with the regularisation that predicts best; null where that is no better than the mean row by
    /// two standard errors of the difference, item by item.
    /// </summary>
    /// <param name="learnt">The learnt rows of items; its users play no part.</param>
    /// <param name="popularity">Training interactions of each item, <c>[J]</c>.</param>
    /// <param name="source">What the content is called.</param>
    /// <param name="content">Row-major <c>[J, dim]</c>; zeros where nothing is known of an item.</param>
    /// <param name="dim">Columns of the content.</param>
    internal static Tower? Of(Part learnt, int[] popularity, string source, float[] content, int dim)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var all = Fit(learnt, popularity);
        var rows = tensor(content, [popularity.Length, dim]).to(float64);
        var known = rows.abs().sum(1).gt(0);
        var weights = all.Weights.mul(known);
        var total = weights.sum();
        if (total.item<double>() == 0 || popularity.Length < 2)
            return null;
        var centre = weights.matmul(all.Rows).div(total);
        var centred = rows.sub(weights.matmul(rows).div(total));
        var (values, vectors) = linalg.eigh(centred.t().matmul(centred.mul(weights.unsqueeze(1))));
        var (turned, mean) = (centred.matmul(vectors), values.mean());
        var answer = turned.t().matmul(all.Rows.sub(centre).mul(weights.unsqueeze(1)));
        var ofMean = Errors(all.Means);
        (Tensor Predicted, double[] Errors)? best = null;
        foreach (var share in Regularisations)
        {
            var inverse = values.clamp_min(0).add(mean.mul(share)).reciprocal();
            var predicted = turned.mul(inverse).matmul(answer).add(centre);
            var own = weights.mul(turned.square().matmul(inverse).add(total.reciprocal())).unsqueeze(1);
            var without = where(known.unsqueeze(1), predicted.sub(own.mul(all.Rows)).div(own.neg().add(1)), all.Means);
            var errors = Errors(without);
            if (best is null || errors.Sum() < best.Value.Errors.Sum())
                best = (without, errors);
        }

        var gain = PairedDifference.Of(ofMean, best!.Value.Errors);
        return gain.Mean > 2 * gain.StandardError
            ? new Tower(source, TensorMemory.ToArray(best.Value.Predicted.to(float32)), [.. known.data<bool>()], 1 - (best.Value.Errors.Sum() / ofMean.Sum()))
            : null;

        double[] Errors(Tensor predicted) => [.. all.Rows.sub(predicted).square().sum(1).mul(weights).data<double>()];
    }

    /// <summary>The learnt rows, what each counts, and the mean row of the others.</summary>
    private static (Tensor Rows, Tensor Weights, Tensor Means) Fit(Part learnt, int[] popularity)
    {
        var rows = tensor(learnt.Items, [popularity.Length, learnt.Dim]).to(float64);
        var weights = tensor(popularity).to(float64).sqrt();
        var others = weights.sum().sub(weights).clamp_min(1e-9).unsqueeze(1);
        return (rows, weights, weights.matmul(rows).sub(rows.mul(weights.unsqueeze(1))).div(others));
    }
}
