using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>Interactions as the rows of a sparse matrix, columns ascending.</summary>
internal static class InteractionPatterns
{
    /// <summary>The items of each user, <c>[I, J]</c>.</summary>
    /// <param name="interactions">The interactions.</param>
    /// <param name="users">I.</param>
    /// <param name="items">J.</param>
    internal static CsrPattern ByUser(this Interactions interactions, int users, int items) =>
        CsrPattern.FromPairs(users, items, interactions.Users, interactions.Items);

    /// <summary>The users of each item, <c>[J, I]</c>.</summary>
    /// <inheritdoc cref="ByUser" path="/param"/>
    internal static CsrPattern ByItem(this Interactions interactions, int users, int items) =>
        CsrPattern.FromPairs(items, users, interactions.Items, interactions.Users);
}
