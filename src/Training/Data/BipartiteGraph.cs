using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>Users and items as the nodes of one graph: user u is node u, item j is node I + j, and every interaction joins two both ways.</summary>
internal static class BipartiteGraph
{
    /// <summary>The neighbours of every node, ascending.</summary>
    /// <param name="interactions">The edges.</param>
    /// <param name="users">I, number of users.</param>
    /// <param name="items">J, number of items.</param>
    internal static CsrPattern Of(Interactions interactions, int users, int items) =>
        Joined(interactions.ByUser(users, items), interactions.ByItem(users, items));

    /// <inheritdoc cref="Of(Interactions, int, int)"/>
    /// <param name="interactions">The edges.</param>
    /// <param name="users">I, number of users.</param>
    /// <param name="items">J, number of items.</param>
    /// <param name="edges">For each neighbour, the interaction that it is one by.</param>
    internal static CsrPattern Of(Interactions interactions, int users, int items, out int[] edges)
    {
        edges = new int[2 * interactions.Count];
        var byUser = CsrPattern.FromPairs(users, items, interactions.Users, interactions.Items, out var source);
        source.CopyTo(edges, 0);
        var byItem = CsrPattern.FromPairs(items, users, interactions.Items, interactions.Users, out source);
        source.CopyTo(edges, interactions.Count);
        return Joined(byUser, byItem);
    }

    // Users come first: their rows followed by those of the items are already those of all nodes.
    private static CsrPattern Joined(CsrPattern byUser, CsrPattern byItem)
    {
        var (users, items, count) = (byUser.Rows, byItem.Rows, byUser.Indices.Length);
        var (offsets, indices) = (new int[users + items + 1], new int[2 * count]);
        byUser.Offsets.CopyTo(offsets, 0);
        for (var k = 0; k < count; k++)
            indices[k] = users + byUser.Indices[k];
        for (var item = 0; item <= items; item++)
            offsets[users + item] = count + byItem.Offsets[item];
        byItem.Indices.CopyTo(indices, count);
        return new CsrPattern(users + items, users + items, offsets, indices);
    }
}
