using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Domain.Metrics;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Evaluation;

/// <summary>
/// Ranks the whole catalogue for every user with a held-out item. Only the user's training items are masked, no item
/// is sampled, and equal scores are ordered as <see cref="TieOrder"/> says. Where that would be more than
/// <see cref="MostScores"/> scores, it is done for as many of the users, evenly, as make so many: 20,000 of a million items.
/// </summary>
internal sealed class FullRankingEvaluator
{
    /// <summary>Scores that one thread holds at a time; about what fits its second-level cache.</summary>
    private const int BlockScores = 1 << 18;
    private const int MaxBlockUsers = 96;

    // What a kernel scores at once: fewer would cost as much.
    private const int MinBlockUsers = RegisterTile.Rows;

    /// <summary>The most scores that users and items may make: a minute or so of two cores.</summary>
    internal const long MostScores = 20_000_000_000;

    private readonly int _k;
    private readonly long _mostScores;
    private readonly int _users;
    private readonly int _items;
    private readonly CsrPattern _train;
    private readonly int[] _itemInteractions;
    private readonly int[] _tieOrder;

    /// <summary>The most users that are ranked for, at least one.</summary>
    /// <param name="items">J.</param>
    /// <param name="mostScores">The most scores of one evaluation.</param>
    internal static int UsersFor(int items, long mostScores = MostScores) => (int)Math.Clamp(mostScores / Math.Max(items, 1), 1, int.MaxValue);

    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="k">The cut of every ranking.</param>
    /// <param name="mostScores">The most scores of one evaluation.</param>
    public FullRankingEvaluator(Dataset data, int k = 20, long mostScores = MostScores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        (_k, _mostScores, _users, _items) = (k, mostScores, data.Users, data.Items);
        _train = data.Train.ByUser(_users, _items);
        _itemInteractions = new int[data.Items];
        foreach (var item in data.Train.Items)
            _itemInteractions[item]++;
        _tieOrder = TieOrder.Of(data.ItemIds);
    }

    /// <summary>Evaluates <paramref name="model"/> on all cores.</summary>
    /// <param name="model">Scores every item for a block of users.</param>
    /// <param name="heldOut">What it should rank high: the dataset's valid or test part.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    public RankingReport Evaluate(IScorer model, Interactions heldOut, CancellationToken cancellation = default)
    {
        var held = heldOut.ByUser(_users, _items);
        var users = WithRows(held);
        var cold = users.Sum(user => held.Row(user).ToArray().Count(item => _itemInteractions[item] == 0));
        Variant[] variants = [new Variant(null, 0), .. cold > 0 ? [new Variant(null, 0, ColdAlone: true)] : Array.Empty<Variant>()];
        var rankings = Rank(model, addition: null, variants, users, cancellation);
        var report = Report(rankings[0], users, held);
        if (cold == 0)
            return report;
        var hits = users.Select((user, k) => rankings[1][k].Intersect(held.Row(user).ToArray()).Count()).Sum();
        return report with { ColdAlone = (double)hits / cold };
    }

    /// <summary>The figures of every user that is ranked for, users ascending; the same users for the same held-out items.</summary>
    /// <inheritdoc cref="Evaluate(IScorer, Interactions, CancellationToken)"/>
    public UserFigures[] EvaluateEach(IScorer model, Interactions heldOut, CancellationToken cancellation = default) =>
        EvaluateSums(model, addition: null, [0], heldOut, cancellation)[0];

    /// <summary>
    /// The figures of every user that is ranked for under the scores of <paramref name="model"/> plus those of
    /// <paramref name="addition"/> times a weight; both are computed once for all weights.
    /// </summary>
    /// <param name="model">Scores every item for a block of users.</param>
    /// <param name="addition">Scores that are added; null for none.</param>
    /// <param name="weights">What the addition counts.</param>
    /// <param name="heldOut">What they should rank high.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <returns>For each weight the users' figures, users ascending.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    public UserFigures[][] EvaluateSums(
        IScorer model, IScorer? addition, IReadOnlyList<float> weights, Interactions heldOut, CancellationToken cancellation = default)
    {
        var heldOutByUser = heldOut.ByUser(_users, _items);
        var users = WithRows(heldOutByUser);
        var rankings = Rank(model, addition, [.. weights.Select(weight => new Variant(null, weight))], users, cancellation);
        return [.. rankings.Select(ranking => Array.ConvertAll(
            [.. Enumerable.Range(0, users.Length)],
            k => new UserFigures(
                RankingMetrics.Recall(ranking[k], heldOutByUser.Row(users[k]), _k), RankingMetrics.Ndcg(ranking[k], heldOutByUser.Row(users[k]), _k),
                heldOutByUser.Row(users[k]).Length)))];
    }

    /// <summary>
    /// Evaluates <paramref name="model"/> once for each way of scaling its items' scores, which are computed once.
    /// </summary>
    /// <param name="model">Scores every item for a block of users.</param>
    /// <param name="itemScales">Positive factors of the items' scores, each <c>[items]</c>.</param>
    /// <param name="heldOut">What it should rank high.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <returns>One report per scale, in their order.</returns>
    /// <exception cref="ArgumentException">A scale has the wrong length, or a factor that is not positive and finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    public IReadOnlyList<RankingReport> EvaluateScaled(
        IScorer model, IReadOnlyList<float[]> itemScales, Interactions heldOut, CancellationToken cancellation = default)
    {
        foreach (var scale in itemScales)
        {
            Shape.Check<float>(scale, _items, 1, nameof(itemScales));
            if (Array.FindIndex(scale, factor => !(factor > 0 && float.IsFinite(factor))) is >= 0 and var item)
                throw new ArgumentException($"The scale of item {item} is {scale[item]}.", nameof(itemScales));
        }

        return Evaluate(model, itemScales, heldOut, cancellation);
    }

    private RankingReport[] Evaluate(
        IScorer model, IReadOnlyList<float[]?> scales, Interactions heldOut, CancellationToken cancellation)
    {
        var heldOutByUser = heldOut.ByUser(_users, _items);
        var users = WithRows(heldOutByUser);
        var rankings = Rank(model, addition: null, [.. scales.Select(scale => new Variant(scale, 0))], users, cancellation);
        return [.. rankings.Select(ranking => Report(ranking, users, heldOutByUser))];
    }

    private RankingReport Report(int[][] ranking, int[] users, CsrPattern heldOut)
    {
        var report = new RankingReportBuilder(_k, _itemInteractions);
        for (var i = 0; i < users.Length; i++)
            report.Add(ranking[i], heldOut.Row(users[i]), _train.Row(users[i]).Length);
        return report.Build();
    }

    private void HideWarm(Span<float> scores)
    {
        for (var item = 0; item < scores.Length; item++)
        {
            if (_itemInteractions[item] > 0)
                scores[item] = float.NegativeInfinity;
        }
    }

    private int[] WithRows(CsrPattern heldOut)
    {
        int[] users = [.. Enumerable.Range(0, heldOut.Rows).Where(user => heldOut.Row(user).Length > 0)];
        var most = Math.Min(users.Length, UsersFor(_items, _mostScores));
        return most == users.Length ? users : [.. Enumerable.Range(0, most).Select(k => users[(long)k * users.Length / most])];
    }

    /// <summary>One way to rank the same scores; one of cold items alone is the last.</summary>
    /// <param name="Scale">Factors of the items' scores; null for none.</param>
    /// <param name="Weight">What the added scores count.</param>
    /// <param name="ColdAlone">Whether items without a training interaction alone are ranked.</param>
    private sealed record Variant(float[]? Scale, float Weight, bool ColdAlone = false);

    /// <summary>The best items of every user under every variant, <c>[variants][users]</c>.</summary>
    private int[][][] Rank(IScorer model, IScorer? addition, Variant[] variants, int[] users, CancellationToken cancellation)
    {
        var rankings = Array.ConvertAll(variants, _ => new int[users.Length][]);
        var blockUsers = Math.Clamp(BlockScores / Math.Max(_items, 1), MinBlockUsers, MaxBlockUsers);
        ScratchLoop.For(
            (users.Length + blockUsers - 1) / blockUsers,
            new ParallelOptions { CancellationToken = cancellation },
            () => (
                Scores: new float[blockUsers * _items], Added: new float[addition is null ? 0 : blockUsers * _items],
                Sum: new float[_items], Top: new TopK(_k, _tieOrder)),
            (block, scratch) =>
            {
                var first = block * blockUsers;
                var chosen = users.AsSpan(first, Math.Min(blockUsers, users.Length - first));
                var scores = scratch.Scores.AsSpan(0, chosen.Length * _items);
                model.Score(chosen, scores);
                addition?.Score(chosen, scratch.Added.AsSpan(0, chosen.Length * _items));
                for (var i = 0; i < chosen.Length; i++)
                {
                    var row = scores.Slice(i * _items, _items);
                    foreach (var item in _train.Row(chosen[i]))
                        row[item] = float.NegativeInfinity;
                    for (var v = 0; v < variants.Length; v++)
                    {
                        if (addition is not null)
                            TensorPrimitives.MultiplyAdd(scratch.Added.AsSpan(i * _items, _items), variants[v].Weight, row, scratch.Sum);
                        if (variants[v].ColdAlone)
                            HideWarm(row);
                        rankings[v][first + i] = scratch.Top.Select(addition is null ? row : scratch.Sum, variants[v].Scale);
                    }
                }
            });
        return rankings;
    }
}
