using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>The sparse user-item matrix of interactions, columns ascending within a row.</summary>
internal static class InteractionMatrix
{
    /// <summary>The items of each user, <c>[I, J]</c>.</summary>
    /// <param name="interactions">User-item pairs; one that stands twice is two entries.</param>
    /// <param name="users">The number of users I.</param>
    /// <param name="items">The number of items J.</param>
    internal static CsrPattern ByUser(this Interactions interactions, int users, int items) =>
        CsrPattern.FromPairs(users, items, interactions.Users, interactions.Items);

    /// <summary>The users of each item, <c>[J, I]</c>.</summary>
    /// <inheritdoc cref="ByUser" path="/param"/>
    internal static CsrPattern ByItem(this Interactions interactions, int users, int items) =>
        CsrPattern.FromPairs(items, users, interactions.Items, interactions.Users);
}
