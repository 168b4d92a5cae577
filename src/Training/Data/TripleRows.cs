using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>
/// Items as rows of the knowledge graph: one dimension per (relation, entity), weighted log(J / df) with df the items that
/// have it, so that what everything shares counts nothing.
/// </summary>
/// <param name="Rows">The dimensions of each item, <c>[J, dimensions]</c>.</param>
/// <param name="Squares">The squared weight of each dimension.</param>
/// <param name="Norms">The length of each item's row, <c>[J]</c>.</param>
internal sealed record TripleRows(CsrPattern Rows, float[] Squares, float[] Norms)
{
    internal static TripleRows Of(Dataset data)
    {
        var dimensions = new Dictionary<(int Relation, int Tail), int>();
        var dimensionOf = new int[data.Triples.Count];
        for (var k = 0; k < dimensionOf.Length; k++)
        {
            var key = (data.Triples.Relations[k], data.Triples.Tails[k]);
            if (!dimensions.TryGetValue(key, out dimensionOf[k]))
                dimensions.Add(key, dimensionOf[k] = dimensions.Count);
        }

        var rows = CsrPattern.FromPairs(data.Items, dimensions.Count, data.Triples.Heads, dimensionOf);
        var sharedBy = new int[dimensions.Count];
        foreach (var dimension in dimensionOf)
            sharedBy[dimension]++;
        var squares = Array.ConvertAll(sharedBy, count => MathF.Pow(MathF.Log((float)data.Items / count), 2));
        var norms = Enumerable.Range(0, data.Items).Select(item =>
        {
            var sum = 0f;
            foreach (var d in rows.Row(item))
                sum += squares[d];
            return MathF.Sqrt(sum);
        }).ToArray();
        return new TripleRows(rows, squares, norms);
    }

    /// <summary>The rows in length 1, <c>[J, dimensions]</c>; an item that has nothing of its own has zeros.</summary>
    internal CsrMatrix Unit()
    {
        var values = new float[Rows.Indices.Length];
        for (var item = 0; item < Rows.Rows; item++)
        {
            for (var k = Rows.Offsets[item]; k < Rows.Offsets[item + 1]; k++)
                values[k] = Norms[item] > 0 ? MathF.Sqrt(Squares[Rows.Indices[k]]) / Norms[item] : 0;
        }

        return new CsrMatrix(Rows.Rows, Rows.Cols, Rows.Offsets, Rows.Indices, values);
    }
}
