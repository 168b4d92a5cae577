using KDiffE.Domain.Data;
using KDiffE.Domain.Metrics;
using KDiffE.Domain.Settings;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Data;

namespace KDiffE.Training.Rows;

/// <summary>
/// Chooses what is added to a model's rows on validation data: one weight after the other over a small grid, twice, by
/// recall@20 + NDCG@20 in the full ranking, as epochs are chosen. A weight that does not beat 0 by more than the noise, one
/// standard error of the difference user by user, is 0.
/// </summary>
/// <param name="data">The validation data, and what was learnt.</param>
/// <param name="settings">Which additions there may be.</param>
/// <param name="extension">What can be added.</param>
/// <param name="cancellation">Stops the search.</param>
internal sealed class RowSearch(Dataset data, KDiffESettings settings, RowExtension extension, CancellationToken cancellation)
{
    private const int Rounds = 2;

    /// <summary>Users enough to tell a weight that helps; more of them are left out, evenly.</summary>
    private const int MostUsers = 4096;

    private static readonly double[] PopularityGrid = [0, 0.1, 0.2, 0.4, 0.8, 1.6];
    private static readonly double[] ProfileGrid = [0, 0.5, 1, 2, 4, 8, 16];
    private static readonly double[] BlendGrid = [0.5, 1, 2, 4, 8];

    private readonly FullRankingEvaluator _evaluator = new(data);
    private readonly Interactions _valid = Some(data);

    /// <summary>The weights that are best; none without at least two users with validation data.</summary>
    /// <exception cref="OperationCanceledException">The search was cancelled before the end.</exception>
    internal RowWeights Choose()
    {
        var weights = RowWeights.None;
        if (_valid.Users.Distinct().Count() < 2)
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
                var profile = Best(weights.WithProfile(source, 0), extension.Profile(source), ProfileGrid);
                weights = profile == weights.Profile(source) ? weights : weights.WithProfile(source, profile);
            }

            if (settings.RareItemBlending == Switch.On)
            {
                var blend = BestBlend(weights);
                weights = blend == weights.Blend ? weights : weights with { Blend = blend };
            }

            changed = !ReferenceEquals(before, weights);
        }

        return weights;
    }

    private double Best(RowWeights others, Part addition, double[] grid)
    {
        var figures = _evaluator.EvaluateSums(extension.Sum(others).ToScorer(), addition.ToScorer(), Array.ConvertAll(grid, weight => (float)weight), _valid, cancellation);
        return grid[Winner(figures)];
    }

    private Blend? BestBlend(RowWeights others)
    {
        Blend?[] blends = [null, .. from source in extension.Sources from strength in BlendGrid select new Blend(source, strength)];
        return blends[Winner([.. blends.Select(blend => _evaluator.EvaluateEach(
            extension.Sum(others with { Blend = blend }).ToScorer(), _valid, cancellation))])];
    }

    /// <summary>The best of several rankings of the same users, or the first where the best differs by the noise alone.</summary>
    private static int Winner(UserFigures[][] figures)
    {
        var scores = Array.ConvertAll(figures, users => Array.ConvertAll(users, user => user.Score));
        var best = Enumerable.Range(0, scores.Length).MaxBy(k => scores[k].Average());
        var gain = PairedDifference.Of(scores[best], scores[0]);
        return gain.Mean > gain.StandardError ? best : 0;
    }

    private static Interactions Some(Dataset data)
    {
        var byUser = data.Valid.ByUser(data.Users, data.Items);
        int[] users = [.. Enumerable.Range(0, data.Users).Where(user => byUser.Row(user).Length > 0)];
        if (users.Length <= MostUsers)
            return data.Valid;
        var chosen = Enumerable.Range(0, MostUsers).Select(k => users[(int)((long)k * users.Length / MostUsers)]).ToHashSet();
        var rows = Enumerable.Range(0, data.Valid.Count).Where(row => chosen.Contains(data.Valid.Users[row])).ToArray();
        return new Interactions([.. rows.Select(row => data.Valid.Users[row])], [.. rows.Select(row => data.Valid.Items[row])]);
    }
}
