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
            .OrderBy(item => Hash(itemIds[item])).ThenBy(item => itemIds[item], StringComparer.Ordinal);
        var ranks = new int[itemIds.Count];
        var rank = 0;
        foreach (var item in byHash)
            ranks[item] = rank++;
        return ranks;
    }

    /// <summary>FNV-1a over the characters, with a final mix because ids often differ in one digit.</summary>
    private static ulong Hash(string id)
    {
        var hash = 14695981039346656037;
        foreach (var character in id)
            hash = (hash ^ character) * 1099511628211;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return hash ^ (hash >> 32);
    }
}
