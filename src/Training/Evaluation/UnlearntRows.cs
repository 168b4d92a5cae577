using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Training.Evaluation;

/// <summary>The rows of a hold-out that can measure a snapshot: those that it has not learnt from.</summary>
internal static class UnlearntRows
{
    /// <summary>The rows left when those that the snapshot has learnt from are taken out, in their order.</summary>
    /// <param name="heldOut">Rows of <paramref name="data"/>.</param>
    /// <param name="snapshot">What is to be measured.</param>
    /// <param name="data">Says what the rows' users and items are called.</param>
    internal static Interactions NotLearntBy(this Interactions heldOut, Snapshot snapshot, Dataset data)
    {
        var kept = Enumerable.Range(0, heldOut.Count).Where(row =>
            !(snapshot.TryGetUser(data.UserIds[heldOut.Users[row]], out var user)
                && snapshot.TryGetItem(data.ItemIds[heldOut.Items[row]], out var item)
                && snapshot.HasLearnt(user, item))).ToArray();
        return new Interactions([.. kept.Select(row => heldOut.Users[row])], [.. kept.Select(row => heldOut.Items[row])]);
    }
}
