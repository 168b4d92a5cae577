using System.Runtime.CompilerServices;
using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>The sparse user-item matrix of interactions, columns ascending within a row.</summary>
internal static class InteractionMatrix
{
    // Negatives, evaluations, baselines: many ask for that of the same interactions, four bytes for each of them.
    private static readonly ConditionalWeakTable<Interactions, CsrPattern> Known = [];

    /// <summary>The items of each user, <c>[I, J]</c>; made once, and kept as long as the interactions are.</summary>
    /// <param name="interactions">User-item pairs; one that stands twice is two entries.</param>
    /// <param name="users">The number of users I.</param>
    /// <param name="items">The number of items J.</param>
    internal static CsrPattern ByUser(this Interactions interactions, int users, int items)
    {
        if (!Known.TryGetValue(interactions, out var pattern) || pattern.Rows != users || pattern.Cols != items)
            Known.AddOrUpdate(interactions, pattern = CsrPattern.FromPairs(users, items, interactions.Users, interactions.Items));
        return pattern;
    }

    /// <summary>The users of each item, <c>[J, I]</c>.</summary>
    /// <inheritdoc cref="ByUser" path="/param"/>
    internal static CsrPattern ByItem(this Interactions interactions, int users, int items) =>
        CsrPattern.FromPairs(items, users, interactions.Items, interactions.Users);
}
