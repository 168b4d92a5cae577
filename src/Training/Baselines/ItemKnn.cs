using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Baselines;

/// <summary>
/// Item-based nearest neighbours (Sarwar et al. 2001): an item's score is the sum of the cosine similarities to those
/// of the user's items that are among its k most similar items. The cosine of two items is the number of users that
/// they share over √(users of one · users of the other).
/// </summary>
internal sealed class ItemKnn : IScorer
{
    private readonly CsrPattern _train;

    /// <summary>Row j holds the items that have j among their neighbours, with the similarity.</summary>
    private readonly CsrMatrix _listeners;

    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="neighbours">k, similar items kept for each item.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    public ItemKnn(Dataset data, int neighbours = 100, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        var users = new CoInteractions(data.Train, data.Users, data.Items);
        _train = users.ItemsOf;
        var tieOrder = TieOrder.Of(data.ItemIds);
        var similar = new (int[] Items, float[] Cosines)[data.Items];
        Parallel.For(
            0, data.Items,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Cosines: new float[data.Items], Top: new TopK(neighbours, tieOrder)),
            (item, _, scratch) =>
            {
                users.Cosines(item, scratch.Cosines);
                var nearest = scratch.Top.Select(scratch.Cosines, scale: null);
                similar[item] = (nearest, [.. nearest.Select(other => scratch.Cosines[other])]);
                return scratch;
            },
            _ => { });
        _listeners = CsrMatrix.FromCoo(
            data.Items, data.Items,
            [.. similar.SelectMany(s => s.Items)],
            [.. similar.SelectMany((s, item) => Enumerable.Repeat(item, s.Items.Length))],
            [.. similar.SelectMany(s => s.Cosines)]);
    }

    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Shape.Check<float>(scores, users.Length, _listeners.Cols, nameof(scores));
        // Summed in double, so that equal sums stay equal floats whatever the order of a user's items.
        var sums = new double[_listeners.Cols];
        for (var i = 0; i < users.Length; i++)
        {
            Array.Clear(sums);
            foreach (var item in _train.Row(users[i]))
            {
                for (var k = _listeners.Pattern.Offsets[item]; k < _listeners.Pattern.Offsets[item + 1]; k++)
                    sums[_listeners.Pattern.Indices[k]] += _listeners.Values[k];
            }

            for (var item = 0; item < sums.Length; item++)
                scores[(i * sums.Length) + item] = (float)sums[item];
        }
    }
}
