using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Data;
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
        var graph = BipartiteGraph.Of(train, users, items, out var edges);
        var nodes = graph.Rows;
        var loops = new float[nodes];
        var scales = new double[nodes];
        for (var node = 0; node < nodes; node++)
        {
            var degree = graph.Row(node).Length;
            loops[node] = Loop(degree, settings);
            scales[node] = degree + (settings.SelfLoops ? 1 : 0);
        }

        var count = graph.Indices.Length + loops.Count(loop => loop > 0);
        var (offsets, indices, values) = (new int[nodes + 1], new int[count], new float[count]);
        for (int node = 0, place = 0; node < nodes; node++)
        {
            // Columns ascend: a user comes before all items, an item after all users.
            if (node < users)
                AddLoop();
            for (var k = graph.Offsets[node]; k < graph.Offsets[node + 1]; k++)
            {
                var weight = similarity.IsEmpty ? 1 : 1 + settings.Xi * similarity[edges[k]];
                indices[place] = graph.Indices[k];
                values[place++] = (float)(weight / Math.Sqrt(scales[node] * scales[graph.Indices[k]]));
            }

            if (node >= users)
                AddLoop();
            offsets[node + 1] = place;

            void AddLoop()
            {
                if (loops[node] <= 0)
                    return;
                indices[place] = node;
                values[place++] = loops[node];
            }
        }

        return new CsrMatrix(nodes, nodes, offsets, indices, values);
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
