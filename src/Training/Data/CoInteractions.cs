using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>
/// How alike items are by their users: |U_i ∩ U_j| and the cosine |U_i ∩ U_j| / √(|U_i|·|U_j|) of two items' training
/// interactions.
/// </summary>
/// <param name="train">Training interactions, each pair once.</param>
/// <param name="users">The number of users I.</param>
/// <param name="items">The number of items J.</param>
internal sealed class CoInteractions(Interactions train, int users, int items)
{
    private readonly CsrPattern _usersOf = train.ByItem(users, items);

    /// <summary>Each user's training items, <c>[I, J]</c>.</summary>
    internal CsrPattern ItemsOf { get; } = train.ByUser(users, items);

    /// <summary>The number of users that <paramref name="item"/> shares with every item; with itself, all of its own.</summary>
    /// <param name="item">The item that the others are compared with.</param>
    /// <param name="shared">Receives the result, <c>[J]</c>.</param>
    internal void SharedUsers(int item, Span<float> shared)
    {
        shared.Clear();
        foreach (var user in _usersOf.Row(item))
        {
            foreach (var other in ItemsOf.Row(user))
                shared[other]++;
        }
    }

    /// <summary>The cosine of <paramref name="item"/> and every other item; −∞ where they share no user, and for itself.</summary>
    /// <param name="item">The item that the others are compared with.</param>
    /// <param name="cosines">Receives the result, <c>[J]</c>.</param>
    /// <param name="shrinkage">Added to the denominator: so many users without agreement, which few shared ones must outweigh.</param>
    internal void Cosines(int item, float[] cosines, float shrinkage = 0)
    {
        SharedUsers(item, cosines);
        cosines[item] = 0;
        for (var other = 0; other < cosines.Length; other++)
        {
            cosines[other] = cosines[other] > 0
                ? cosines[other] / (MathF.Sqrt((float)_usersOf.Row(item).Length * _usersOf.Row(other).Length) + shrinkage)
                : float.NegativeInfinity;
        }
    }
}
