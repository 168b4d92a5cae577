using System.Numerics.Tensors;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Ranking;

/// <summary>
/// Vectors of users from their items, when they are asked for: the propagation rule of the model (Eq. 3, 6) for one user,
/// from items that have been propagated. With ẑ_v the unit vector of item v and w_v the weight of the interaction,
/// <c>f(H) = Σ_{v∈H} w_v·ẑ_v / √|H|</c>. A user whom the model knows and whose history has become H' since it learnt H moves
/// by the difference, <c>u' = u + c·(f(H') − f(H))</c>, in the length that the model gave the user:
/// <c>c = max(0, u·f(H) / f(H)·f(H))</c>. Whom it does not know has <c>u' = f(H')</c>. The rule's 1 / √d_v is left out: it
/// undoes that rows of popular items are long, which unit vectors are not (docs/results.md has what it costs).
/// </summary>
public static class FoldIn
{
    /// <summary>The vector of a user whom the model does not know.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="history">Rows of items that the user likes, with weights above 0.</param>
    /// <param name="vector">Receives the vector, <c>[d]</c>; zeros when no item has one.</param>
    public static void Of(Snapshot snapshot, ReadOnlySpan<WeightedItem> history, Span<float> vector)
    {
        vector.Clear();
        foreach (var item in history)
            TensorPrimitives.MultiplyAdd(snapshot.ItemEmbedding(item.Item), Factor(snapshot, item, history.Length), vector, vector);
    }

    /// <summary>How the vector of <see cref="Of"/> is the sum of item rows: the factor of one of them.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="item">One item of the history.</param>
    /// <param name="size">Number of items in the history.</param>
    public static float Factor(Snapshot snapshot, WeightedItem item, int size)
    {
        var row = snapshot.ItemEmbedding(item.Item);
        var squared = DotProduct.Of(row, row);
        return squared > 0 ? item.Weight / MathF.Sqrt(squared * size) : 0;
    }

    /// <summary>c, what f(H) counts in the vector that the model has of a user.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="vector">The model's vector u, <c>[d]</c>.</param>
    /// <param name="learnt">What the model knew of the user, H.</param>
    public static float Scale(Snapshot snapshot, ReadOnlySpan<float> vector, ReadOnlySpan<WeightedItem> learnt)
    {
        var folded = new float[snapshot.Dim];
        Of(snapshot, learnt, folded);
        return Scale(vector, folded);
    }

    /// <summary>The vector of a user whom the model knows and who has done more, or less, since.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="user">The user's row.</param>
    /// <param name="learnt">What the model knew of the user, H.</param>
    /// <param name="history">What is known now, H'.</param>
    /// <param name="vector">Receives the vector, <c>[d]</c>.</param>
    /// <returns>c, with which f(H') counts in it; 1 where the model knows nothing that agrees with f(H).</returns>
    public static float Move(Snapshot snapshot, int user, ReadOnlySpan<WeightedItem> learnt, ReadOnlySpan<WeightedItem> history, Span<float> vector)
    {
        var before = new float[snapshot.Dim];
        Of(snapshot, learnt, before);
        var scale = Scale(snapshot.UserEmbedding(user), before);
        Of(snapshot, history, vector);
        if (scale == 0)
            return 1;
        TensorPrimitives.Subtract(vector, before, vector);
        TensorPrimitives.MultiplyAdd(vector, scale, snapshot.UserEmbedding(user), vector);
        return scale;
    }

    private static float Scale(ReadOnlySpan<float> vector, ReadOnlySpan<float> learnt)
    {
        var squared = DotProduct.Of(learnt, learnt);
        return squared > 0 ? Math.Max(0, DotProduct.Of(vector, learnt) / squared) : 0;
    }
}
