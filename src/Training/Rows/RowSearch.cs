using KDiffE.Domain.Data;
using KDiffE.Domain.Metrics;
using KDiffE.Domain.Settings;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Torch;

namespace KDiffE.Training.Rows;

/// <summary>
/// Chooses what is added to a model's rows on validation data: one weight after the other over a small grid, twice, by NDCG@100
/// in the full ranking. Lists that long tell a weight that helps from one that does not better than the 20 by which epochs are
/// chosen: they find more of what users have, and the epoch was not chosen to look well by them. The weight that is taken gains
/// most over 0 when two standard errors of the difference, user by user, are taken off; where nothing is left, it is 0. How long the rows of items without
/// interactions are is chosen last, and otherwise: as long as lists of 20 lose no more by it than one standard error, for what
/// nobody could see nobody has.
/// </summary>
/// <param name="data">The validation data, and what was learnt.</param>
/// <param name="settings">Which additions there may be.</param>
/// <param name="extension">What can be added.</param>
/// <param name="cancellation">Stops the search.</param>
internal sealed class RowSearch(Dataset data, KDiffESettings settings, RowExtension extension, CancellationToken cancellation)
{
    private const int Rounds = 2;

    /// <summary>Standard errors that are taken off a gain.</summary>
    private const double StandardErrors = 2;

    /// <summary>Users enough to tell a weight that helps; more of them are left out, evenly.</summary>
    private const int MostUsers = 4096;

    private static readonly double[] PopularityGrid = [0, 0.1, 0.2, 0.4, 0.8, 1.6];
    private static readonly double[] ProfileGrid = [0, 0.5, 1, 2, 4, 8, 16];
    private static readonly double[] BlendGrid = [0.5, 1, 2, 4, 8];
    private static readonly double[] LengthGrid = [1, 1.5, 2, 3, 4, 6];

    private readonly FullRankingEvaluator _evaluator = Evaluator(data, 100);

    /// <summary>The weights that are best; none without at least two users with validation data.</summary>
    /// <exception cref="OperationCanceledException">The search was cancelled before the end.</exception>
    internal RowWeights Choose()
    {
        var weights = RowWeights.None;
        if (data.Valid.Users.Distinct().Count() < 2)
            return weights;
        for (var (round, changed) = (0, true); round < Rounds && changed; round++)
        {
            var before = weights;
            if (settings.PopularityPrior == Switch.On)
            {
                var popularity = Best(weights with { Popularity = 0 }, extension.Popularity, PopularityGrid);
                weights = popularity == weights.Popularity ? weights : weights with { Popularity = popularity };
            }

            foreach (var source in settings.ProfileDim > 0 ? extension.Sources : [])
            {
                var profile = Best(weights.WithProfile(source, 0), extension.Scorer(source), ProfileGrid);
                weights = profile == weights.Profile(source) ? weights : weights.WithProfile(source, profile);
            }

            if (settings.RareItemBlending == Switch.On)
            {
                var blend = BestBlend(weights);
                weights = blend == weights.Blend ? weights : weights with { Blend = blend };
            }

            changed = !ReferenceEquals(before, weights);
        }

        return settings.RareItemBlending == Switch.On ? Placed(weights) : weights;
    }

    private double Best(RowWeights others, IScorer addition, double[] grid)
    {
        ManagedHeap.ReturnGarbage();
        var figures = _evaluator.EvaluateSums(extension.Scorer(others), addition, Array.ConvertAll(grid, weight => (float)weight), data.Valid, cancellation);
        return grid[Winner(figures)];
    }

    private Blend? BestBlend(RowWeights others)
    {
        var sources = new[] { extension.BestTower().Source, Tower.Mean }.Distinct();
        Blend?[] blends = [null, .. from source in sources from strength in BlendGrid select new Blend(source, strength)];
        return blends[Winner([.. blends.Select(blend => Figures(_evaluator, others with { Blend = blend }))])];
    }

    /// <summary>The weights with items without interactions where their content places them.</summary>
    private RowWeights Placed(RowWeights weights)
    {
        var tower = extension.BestTower();
        if (extension.Cold(tower) == 0)
            return weights;
        var lists = Evaluator(data, 20);
        var (placed, before) = (weights with { Cold = new Placement(tower.Source, 0) }, Scores(weights));
        foreach (var length in LengthGrid)
        {
            var longer = weights with { Cold = new Placement(tower.Source, length) };
            var loss = PairedDifference.Of(before, Scores(longer));
            if (loss.Mean > loss.StandardError)
                break;
            placed = longer;
        }

        return placed;

        double[] Scores(RowWeights of) => Array.ConvertAll(Figures(lists, of), user => user.Score);
    }

    // Each has rows of its own, of which a million items have a gigabyte.
    private UserFigures[] Figures(FullRankingEvaluator evaluator, RowWeights weights)
    {
        ManagedHeap.ReturnGarbage();
        return evaluator.EvaluateEach(extension.Scorer(weights), data.Valid, cancellation);
    }

    /// <summary>
    /// The ranking that gains most over the first when two standard errors are taken off its gain; the first where nothing is left.
    /// </summary>
    private static int Winner(UserFigures[][] figures)
    {
        var ndcg = Array.ConvertAll(figures, users => Array.ConvertAll(users, user => user.Ndcg));
        return Enumerable.Range(0, ndcg.Length).MaxBy(k =>
        {
            var gain = PairedDifference.Of(ndcg[k], ndcg[0]);
            return gain.Mean - (StandardErrors * gain.StandardError);
        });
    }

    /// <summary>The most scores of one ranking.</summary>
    /// <param name="items">J.</param>
    internal static long ScoresFor(int items) => Math.Min(FullRankingEvaluator.MostScores, (long)MostUsers * items);

    private static FullRankingEvaluator Evaluator(Dataset data, int k) => new(data, k, ScoresFor(data.Items));
}
