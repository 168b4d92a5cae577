using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>
/// How much a content source knows about taste (design). Its lift is the mean cosine of the users of the items that it
/// calls alike, over that of the same items paired by chance; the agreement is ln(lift) / ln(the largest lift that as
/// many neighbours can have): 0 for chance, 1 for neighbours as good as those of the interactions themselves.
/// Training interactions only.
/// </summary>
internal static class ContentAgreement
{
    private const int ShuffleSeed = 17;

    /// <summary>Items enough for a mean; more of them are left out, evenly: each is compared with all others.</summary>
    internal const int MostItems = 20_000;

    /// <summary>The agreement of every source, in order; below 0 for a source worse than chance.</summary>
    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="sources">Each item's nearest others, by source.</param>
    /// <param name="neighbours">k, the most neighbours an item has.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <param name="mostItems">The most items that are looked at.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static double[] Of(Dataset data, IReadOnlyList<int[][]> sources, int neighbours, CancellationToken cancellation, int mostItems = MostItems)
    {
        var users = new CoInteractions(data.Train, data.Users, data.Items);
        var shuffled = sources.Select(Shuffle).ToArray();
        var order = TieOrder.Of(data.ItemIds);
        var looked = Math.Min(data.Items, mostItems);
        var sums = new (double Alike, double Chance, double Best)[sources.Count, looked];
        ScratchLoop.For(
            looked,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Cosines: new float[data.Items], Top: new TopK(neighbours, order)),
            (k, scratch) =>
            {
                var item = (int)((long)k * data.Items / looked);
                users.Cosines(item, scratch.Cosines);
                var best = scratch.Top.Select(scratch.Cosines, scale: null);
                for (var source = 0; source < sources.Count; source++)
                {
                    sums[source, k] = (
                        Sum(scratch.Cosines, sources[source][item]),
                        Sum(scratch.Cosines, shuffled[source][item]),
                        Sum(scratch.Cosines, best.AsSpan(0, Math.Min(best.Length, sources[source][item].Length))));
                }
            });
        return [.. Enumerable.Range(0, sources.Count).Select(source => Agreement([.. Enumerable.Range(0, looked).Select(k => sums[source, k])]))];
    }

    private static double Agreement((double Alike, double Chance, double Best)[] items)
    {
        var (alike, best) = (items.Sum(item => item.Alike), items.Sum(item => item.Best));
        if (alike == 0)
            return 0;
        // At least one shared user: data so small that chance meets none still has an answer.
        var chance = Math.Max(items.Sum(item => item.Chance), 1);
        return best <= chance ? 0 : Math.Log(alike / chance) / Math.Log(best / chance);
    }

    /// <summary>The same pairs with their second items exchanged at random.</summary>
    private static int[][] Shuffle(int[][] nearest)
    {
        var others = nearest.SelectMany(row => row).ToArray();
        new Random(ShuffleSeed).Shuffle(others);
        var next = 0;
        return [.. nearest.Select(row => others[next..(next += row.Length)])];
    }

    private static double Sum(float[] cosines, ReadOnlySpan<int> items)
    {
        var sum = 0.0;
        foreach (var item in items)
            sum += Math.Max(cosines[item], 0);
        return sum;
    }
}
