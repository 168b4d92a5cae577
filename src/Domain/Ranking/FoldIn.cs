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
/// undoes that rows of popular items are long, which unit vectors are not (docs/results.md has what it costs). Where rows have
/// other parts beside what the model has learnt (<see cref="RowParts"/>) that rule makes the model's part, in length 1; the
/// profile is the mean Σ w_v·g_v / Σ w_v of the items' profiles g_v, as it is of users whom the model knows, and the prior is 1.
/// </summary>
public static class FoldIn
{
    /// <summary>The vector of a user whom the model does not know.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="history">Rows of items that the user likes, with weights above 0.</param>
    /// <param name="vector">Receives the vector, <c>[d]</c>; zeros when no item has one.</param>
    /// <returns>What f(H) counts in it: 1, or what makes it 1 long where it stands beside other parts.</returns>
    public static float Of(Snapshot snapshot, ReadOnlySpan<WeightedItem> history, Span<float> vector)
    {
        vector.Clear();
        Sum(snapshot, history, vector[..snapshot.Parts.Model]);
        return Complete(snapshot, history, vector, scale: 1);
    }

    /// <summary>What one liked item has of the score of an item; the shares of all liked items are what the score has of f(H) and the profile.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="liked">One item of the history.</param>
    /// <param name="history">The size of the history, and the sum of its weights.</param>
    /// <param name="scale">What f(H) counts in the user's vector.</param>
    /// <param name="item">The item that is scored.</param>
    public static float Share(Snapshot snapshot, WeightedItem liked, (int Size, float Weight) history, float scale, int item)
    {
        var (own, model) = (snapshot.Parts.Own, snapshot.Parts.Model);
        var row = snapshot.ItemEmbedding(liked.Item);
        var other = snapshot.ItemEmbedding(item);
        var share = scale * Factor(row[..model], liked, history.Size) * DotProduct.Of(row[..model], other[..model]);
        return own == model ? share : share + (liked.Weight / history.Weight * DotProduct.Of(row[model..own], other[model..own]));
    }

    /// <summary>c, what f(H) counts in the vector that the model has of a user.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="vector">The model's vector u, <c>[d]</c>.</param>
    /// <param name="learnt">What the model knew of the user, H.</param>
    public static float Scale(Snapshot snapshot, ReadOnlySpan<float> vector, ReadOnlySpan<WeightedItem> learnt)
    {
        var folded = new float[snapshot.Parts.Model];
        Sum(snapshot, learnt, folded);
        return Scale(vector[..folded.Length], folded);
    }

    /// <summary>The vector of a user whom the model knows and who has done more, or less, since.</summary>
    /// <param name="snapshot">The items.</param>
    /// <param name="user">The user's row.</param>
    /// <param name="learnt">What the model knew of the user, H.</param>
    /// <param name="history">What is known now, H'.</param>
    /// <param name="vector">Receives the vector, <c>[d]</c>.</param>
    /// <returns>c, with which f(H') counts in it; what <see cref="Of"/> returns where the model knows nothing that agrees with f(H).</returns>
    public static float Move(Snapshot snapshot, int user, ReadOnlySpan<WeightedItem> learnt, ReadOnlySpan<WeightedItem> history, Span<float> vector)
    {
        var before = new float[snapshot.Parts.Model];
        Sum(snapshot, learnt, before);
        var known = snapshot.UserEmbedding(user)[..before.Length];
        var scale = Scale(known, before);
        if (scale == 0)
            return Of(snapshot, history, vector);
        vector.Clear();
        var moved = vector[..before.Length];
        Sum(snapshot, history, moved);
        TensorPrimitives.Subtract(moved, before, moved);
        TensorPrimitives.MultiplyAdd(moved, scale, known, moved);
        return Complete(snapshot, history, vector, scale);
    }

    /// <summary>f(H) of the columns that the model has learnt, added to zeros.</summary>
    private static void Sum(Snapshot snapshot, ReadOnlySpan<WeightedItem> history, Span<float> vector)
    {
        foreach (var item in history)
        {
            var row = snapshot.ItemEmbedding(item.Item)[..vector.Length];
            TensorPrimitives.MultiplyAdd(row, Factor(row, item, history.Length), vector, vector);
        }
    }

    /// <summary>The factor with which an item's row stands in f(H).</summary>
    private static float Factor(ReadOnlySpan<float> row, WeightedItem item, int size)
    {
        var squared = DotProduct.Of(row, row);
        return squared > 0 ? item.Weight / MathF.Sqrt(squared * size) : 0;
    }

    /// <summary>Puts the other parts beside the model's, which then is 1 long as it is of the users that the model knows.</summary>
    private static float Complete(Snapshot snapshot, ReadOnlySpan<WeightedItem> history, Span<float> vector, float scale)
    {
        var parts = snapshot.Parts;
        var model = vector[..parts.Model];
        var length = MathF.Sqrt(DotProduct.Of(model, model));
        if (parts.IsPlain || length == 0)
            return scale;
        TensorPrimitives.Divide(model, length, model);
        var profile = vector[parts.Model..parts.Own];
        var weight = WeightOf(history);
        foreach (var item in history)
            TensorPrimitives.MultiplyAdd(snapshot.ItemEmbedding(item.Item)[parts.Model..parts.Own], item.Weight / weight, profile, profile);
        vector[parts.Own..].Fill(1);
        return scale / length;
    }

    private static float WeightOf(ReadOnlySpan<WeightedItem> history)
    {
        var weight = 0f;
        foreach (var item in history)
            weight += item.Weight;
        return weight;
    }

    private static float Scale(ReadOnlySpan<float> vector, ReadOnlySpan<float> learnt)
    {
        var squared = DotProduct.Of(learnt, learnt);
        return squared > 0 ? Math.Max(0, DotProduct.Of(vector, learnt) / squared) : 0;
    }
}
