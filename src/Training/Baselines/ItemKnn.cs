using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Baselines;

/// <summary>
/// Item-based nearest neighbours (Sarwar et al. 2001; Deshpande and Karypis 2004): an item's score is the sum of the
/// cosine similarities between it and the user's items, where each item knows only its k most similar items.
/// The cosine of two items is the number of users they share over √(users of one · users of the other).
/// </summary>
internal sealed class ItemKnn : IScorer
{
    private readonly CsrPattern _train;
    private readonly (int Item, float Similarity)[][] _neighbours;

    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="neighbours">k, similar items kept for each item.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ItemKnn(Dataset data, int neighbours = 100, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        _train = CsrPattern.FromPairs(data.Users, data.Items, data.Train.Users, data.Train.Items);
        _neighbours = new (int, float)[data.Items][];
        var users = _train.Transpose(out _);
        var tieOrder = TieOrder.Of(data.ItemIds);
        Parallel.For(
            0, data.Items,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Cosines: new float[data.Items], Top: new TopItems(neighbours, tieOrder)),
            (item, _, scratch) =>
            {
                Cosines(users, item, scratch.Cosines);
                _neighbours[item] = [.. scratch.Top.Select(scratch.Cosines, scale: null)
                    .Where(other => scratch.Cosines[other] > 0).Select(other => (other, scratch.Cosines[other]))];
                return scratch;
            },
            _ => { });
    }

    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        scores.Clear();
        for (var i = 0; i < users.Length; i++)
        {
            var row = scores.Slice(i * _neighbours.Length, _neighbours.Length);
            foreach (var item in _train.Row(users[i]))
            {
                foreach (var (other, similarity) in _neighbours[item])
                    row[other] += similarity;
            }
        }
    }

    /// <summary>The cosine of <paramref name="item"/> and every other item.</summary>
    private void Cosines(CsrPattern users, int item, float[] cosines)
    {
        Array.Clear(cosines);
        foreach (var user in users.Row(item))
        {
            foreach (var other in _train.Row(user))
                cosines[other]++;
        }

        cosines[item] = 0;
        for (var other = 0; other < cosines.Length; other++)
        {
            if (cosines[other] > 0)
                cosines[other] /= MathF.Sqrt((float)users.Row(item).Length * users.Row(other).Length);
        }
    }
}
