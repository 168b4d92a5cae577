using KDiffE.Domain.Data;

namespace KDiffE.Training.Evaluation;

/// <summary>
/// The order of items that score alike: by a hash of their external id. Catalogues often number popular items first,
/// so ordering by index would make a scorer that knows nothing look good; the hash makes ties as good as drawn at
/// random, yet the same in every run and whatever index an item happens to have.
/// </summary>
internal static class TieOrder
{
    /// <summary>Each item's rank among all, <c>[items]</c>.</summary>
    public static int[] Of(IReadOnlyList<string> itemIds)
    {
        var byHash = Enumerable.Range(0, itemIds.Count)
            .OrderBy(item => StableHash.Of(itemIds[item])).ThenBy(item => itemIds[item], StringComparer.Ordinal);
        var ranks = new int[itemIds.Count];
        var rank = 0;
        foreach (var item in byHash)
            ranks[item] = rank++;
        return ranks;
    }
}
