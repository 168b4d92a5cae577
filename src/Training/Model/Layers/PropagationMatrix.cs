using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.Layers;

/// <summary>
/// The symmetric operator over users and items (users first) that one propagation layer applies:
/// [[0, L̄], [L̄ᵀ, 0]] with L̄ = D_u^{-1/2} (A + ξ·S) D_v^{-1/2} (Eq. 3, 4), degrees taken from A alone.
/// </summary>
internal static class PropagationMatrix
{
    /// <summary>λ, the weight of a modality graph beside L̄, as in DiffMM.</summary>
    private const float ModalityWeight = 0.2f;

    /// <param name="train">The edges of A.</param>
    /// <param name="users">The number of users I.</param>
    /// <param name="items">The number of items J.</param>
    /// <param name="similarity">S per edge of <paramref name="train"/>; empty leaves S out.</param>
    /// <param name="settings">ξ, self-loops and the combination of layers.</param>
    /// <returns>A matrix of <c>[users + items, users + items]</c>.</returns>
    internal static CsrMatrix Build(Interactions train, int users, int items, ReadOnlySpan<float> similarity, KDiffESettings settings)
    {
        var nodes = users + items;
        var degrees = new int[nodes];
        for (var k = 0; k < train.Count; k++)
        {
            degrees[train.Users[k]]++;
            degrees[users + train.Items[k]]++;
        }

        var rows = new List<int>(2 * train.Count + nodes);
        var columns = new List<int>(2 * train.Count + nodes);
        var values = new List<float>(2 * train.Count + nodes);
        var loop = settings.SelfLoops ? 1 : 0;
        for (var k = 0; k < train.Count; k++)
        {
            var (user, item) = (train.Users[k], users + train.Items[k]);
            var weight = similarity.IsEmpty ? 1 : 1 + settings.Xi * similarity[k];
            var value = (float)(weight / Math.Sqrt((double)(degrees[user] + loop) * (degrees[item] + loop)));
            Add(user, item, value);
            Add(item, user, value);
        }

        for (var node = 0; node < nodes; node++)
        {
            if (Loop(degrees[node], settings) is > 0 and var value)
                Add(node, node, value);
        }

        return CsrMatrix.FromCoo(nodes, nodes, [.. rows], [.. columns], [.. values]);

        void Add(int row, int column, float value)
        {
            rows.Add(row);
            columns.Add(column);
            values.Add(value);
        }
    }

    /// <summary>
    /// The operator with λ·D_u^{-1/2} M D_v^{-1/2} added to L̄, M the edges of a modality graph and the degrees its own
    /// (design).
    /// </summary>
    /// <param name="op">What <see cref="Build"/> returned, no edge hidden.</param>
    /// <param name="kept">M, <c>[users, items]</c>.</param>
    /// <returns>A matrix of <c>[users + items, users + items]</c>; an edge of both is one edge.</returns>
    internal static CsrMatrix With(CsrMatrix op, CsrPattern kept)
    {
        var keptBy = new int[kept.Cols];
        foreach (var item in kept.Indices)
            keptBy[item]++;
        int[] users = kept.RowIndices(), items = [.. kept.Indices.Select(item => kept.Rows + item)];
        float[] values = [.. users.Select((user, k) => ModalityWeight / MathF.Sqrt((float)kept.Row(user).Length * keptBy[kept.Indices[k]]))];
        return CsrMatrix.FromCoo(
            op.Rows, op.Cols, [.. op.Pattern.RowIndices(), .. users, .. items], [.. op.Pattern.Indices, .. items, .. users],
            [.. op.Values, .. values, .. values]);
    }

    // A node without edges keeps its layer-0 embedding: the mean needs every layer to repeat it, the sum needs
    // the later layers to add nothing.
    private static float Loop(int degree, KDiffESettings settings) => degree == 0
        ? settings.LayerCombination == LayerCombination.Mean ? 1 : 0
        : settings.SelfLoops ? 1f / (degree + 1) : 0;
}
