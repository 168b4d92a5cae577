using KDiffE.Domain.Metrics;
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
        var mean = new WeightedMean(learnt.Items, learnt.Dim, Roots(popularity));
        var rows = new float[learnt.Items.Length];
        RowBlock.ForEach(popularity.Length, block => block.Write(mean.OfOthers(block), rows));
        return new Tower(Mean, rows, new bool[popularity.Length], 0);
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
        var items = popularity.Length;
        var roots = Roots(popularity);
        bool[] known = [.. Enumerable.Range(0, items).Select(item => content.AsSpan(item * dim, dim).ContainsAnyExcept(0f))];
        double[] weights = [.. roots.Select((root, item) => known[item] ? root : 0)];
        var total = weights.Sum();
        if (total == 0 || items < 2)
            return null;

        var others = new WeightedMean(learnt.Items, learnt.Dim, roots);
        var centre = new WeightedMean(learnt.Items, learnt.Dim, weights).OfAll;
        var contentCentre = new WeightedMean(content, dim, weights).OfAll;
        var (gram, answer) = (zeros(dim, dim, float64), zeros(dim, learnt.Dim, float64));
        RowBlock.ForEach(items, block =>
        {
            var centred = block.Of(content, dim).sub(contentCentre);
            var weighted = centred.mul(block.Of(weights)).t();
            gram.add_(weighted.matmul(centred));
            answer.add_(weighted.matmul(block.Of(learnt.Items, learnt.Dim).sub(centre)));
        });
        var (values, vectors) = linalg.eigh(gram);
        var turnedAnswer = vectors.t().matmul(answer);
        var inverses = Array.ConvertAll(Regularisations, share => values.clamp_min(0).add(values.mean().mul(share)).reciprocal());

        var ofMean = new double[items];
        var errors = Array.ConvertAll(inverses, _ => new double[items]);
        RowBlock.ForEach(items, block =>
        {
            block.Write(Errors(block, others.OfOthers(block)), ofMean);
            var turned = Turned(block);
            for (var k = 0; k < inverses.Length; k++)
                block.Write(Errors(block, Without(block, turned, inverses[k])), errors[k]);
        });
        var best = Enumerable.Range(0, errors.Length).MinBy(k => errors[k].Sum());
        var gain = PairedDifference.Of(ofMean, errors[best]);
        if (gain.Mean <= 2 * gain.StandardError)
            return null;

        var rows = new float[learnt.Items.Length];
        RowBlock.ForEach(items, block => block.Write(Without(block, Turned(block), inverses[best]), rows));
        return new Tower(source, rows, known, 1 - (errors[best].Sum() / ofMean.Sum()));

        // The content along its principal axes, [count, dim].
        Tensor Turned(RowBlock block) => block.Of(content, dim).sub(contentCentre).matmul(vectors);

        // v̂; the mean row where nothing is known of an item.
        Tensor Without(RowBlock block, Tensor turned, Tensor inverse)
        {
            var predicted = turned.mul(inverse).matmul(turnedAnswer).add(centre);
            var own = block.Of(weights).mul(turned.square().matmul(inverse).add(1 / total).unsqueeze(1));
            var without = predicted.sub(own.mul(block.Of(learnt.Items, learnt.Dim))).div(own.neg().add(1));
            return where(tensor(known.AsSpan(block.Start, block.Count).ToArray()).unsqueeze(1), without, others.OfOthers(block));
        }

        Tensor Errors(RowBlock block, Tensor predicted) =>
            block.Of(learnt.Items, learnt.Dim).sub(predicted).square().sum(1).mul(block.Of(weights).squeeze(1));
    }

    // What each item counts: √n.
    private static double[] Roots(int[] popularity) => Array.ConvertAll(popularity, count => Math.Sqrt(count));
}
