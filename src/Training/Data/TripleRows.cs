using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>
/// Items as rows of their knowledge graph: one dimension per (relation, entity), weighted log(J / df) with df the items
/// that have it, so that what everything shares counts nothing.
/// </summary>
internal sealed class TripleRows
{
    private readonly CsrPattern _rows;
    private readonly CsrPattern _columns;
    private readonly float[] _squares;
    private readonly float[] _norms;

    /// <param name="data">Items and triples.</param>
    internal TripleRows(Dataset data)
    {
        var columns = new TripleColumns(data);
        (_rows, _columns) = (columns.ColumnsOf, columns.Holders);
        _squares = [.. Enumerable.Range(0, _columns.Rows).Select(d => MathF.Pow(MathF.Log((float)data.Items / _columns.Row(d).Length), 2))];
        _norms = [.. Enumerable.Range(0, data.Items).Select(item =>
        {
            var sum = 0f;
            foreach (var d in _rows.Row(item))
                sum += _squares[d];
            return MathF.Sqrt(sum);
        })];
    }

    /// <summary>The cosine of <paramref name="item"/>'s row and every item's, its own included; 0 where they share nothing.</summary>
    /// <param name="item">The item that the others are compared with.</param>
    /// <param name="cosines">Receives the result, <c>[J]</c>.</param>
    internal void Cosines(int item, Span<float> cosines)
    {
        cosines.Clear();
        foreach (var d in _rows.Row(item))
        {
            foreach (var other in _columns.Row(d))
                cosines[other] += _squares[d];
        }

        for (var other = 0; other < cosines.Length; other++)
        {
            if (cosines[other] > 0)
                cosines[other] /= _norms[item] * _norms[other];
        }
    }

    /// <summary>The rows in length 1, <c>[J, dimensions]</c>; an item that has nothing of its own has zeros.</summary>
    internal CsrMatrix Unit()
    {
        var values = new float[_rows.Indices.Length];
        for (var item = 0; item < _rows.Rows; item++)
        {
            for (var k = _rows.Offsets[item]; k < _rows.Offsets[item + 1]; k++)
                values[k] = _norms[item] > 0 ? MathF.Sqrt(_squares[_rows.Indices[k]]) / _norms[item] : 0;
        }

        return new CsrMatrix(_rows.Rows, _rows.Cols, _rows.Offsets, _rows.Indices, values);
    }
}
