using KDiffE.Domain.Data;

namespace KDiffE.Training.Data;

/// <summary>A ∈ {0,1}^{I×J}: each user's items, ascending, in compressed rows.</summary>
internal sealed class InteractionMatrix
{
    private InteractionMatrix(int[] offsets, int[] items, int[] itemDegrees)
    {
        Offsets = offsets;
        Items = items;
        ItemDegrees = itemDegrees;
    }

    /// <summary>Where each user's items start, <c>[users + 1]</c>.</summary>
    internal int[] Offsets { get; }

    /// <summary>Item indices, ascending within a user.</summary>
    internal int[] Items { get; }

    /// <summary>Users that interacted with each item, <c>[items]</c>.</summary>
    internal int[] ItemDegrees { get; }

    internal ReadOnlySpan<int> ItemsOf(int user) => Items.AsSpan(Offsets[user], Offsets[user + 1] - Offsets[user]);

    internal bool Contains(int user, int item) => ItemsOf(user).BinarySearch(item) >= 0;

    internal static InteractionMatrix From(Interactions interactions, int users, int items)
    {
        var offsets = new int[users + 1];
        var itemDegrees = new int[items];
        for (var k = 0; k < interactions.Count; k++)
        {
            offsets[interactions.Users[k] + 1]++;
            itemDegrees[interactions.Items[k]]++;
        }

        for (var user = 0; user < users; user++)
            offsets[user + 1] += offsets[user];
        var next = offsets.AsSpan(0, users).ToArray();
        var rows = new int[interactions.Count];
        for (var k = 0; k < interactions.Count; k++)
            rows[next[interactions.Users[k]]++] = interactions.Items[k];
        for (var user = 0; user < users; user++)
            rows.AsSpan(offsets[user], offsets[user + 1] - offsets[user]).Sort();
        return new InteractionMatrix(offsets, rows, itemDegrees);
    }
}
