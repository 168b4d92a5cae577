using System.Runtime.InteropServices;
using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>
/// Items as rows of their knowledge graph: one dimension per (relation, entity), weighted log(J / df) with df the items
/// that have it, so that what everything shares counts nothing.
/// </summary>
internal sealed class TripleRows
{
    /// <summary>
    /// The most holders of a dimension by which items are looked for. What more items have says next to nothing, and looking
    /// at all its holders for each of them would take the square of their number.
    /// </summary>
    internal const int MostHolders = 20_000;

    private readonly CsrPattern _rows;
    private readonly CsrPattern _columns;
    private readonly float[] _squares;
    private readonly float[] _norms;
    private readonly int _mostHolders;

    // Of each item, the dimensions that more have.
    private readonly CsrPattern _broad;

    /// <param name="data">Items and triples.</param>
    /// <param name="mostHolders">The most holders of a dimension by which items are looked for.</param>
    internal TripleRows(Dataset data, int mostHolders = MostHolders)
    {
        _mostHolders = mostHolders;
        var columns = new TripleColumns(data);
        (_rows, _columns) = (columns.ColumnsOf, columns.Holders);
        _broad = Broad();
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

    /// <summary>
    /// The same cosines of the other items alone that share a dimension of no more holders than that with
    /// <paramref name="item"/>: it costs what there is of them, however many items there are.
    /// </summary>
    /// <param name="item">The item that the others are compared with.</param>
    /// <param name="cosines">As the last call left it, zeros before the first, <c>[J]</c>; receives the cosines of <paramref name="alike"/>.</param>
    /// <param name="alike">As the last call left it, empty before the first; receives the others.</param>
    internal void Cosines(int item, float[] cosines, List<int> alike)
    {
        foreach (var other in alike)
            cosines[other] = 0;
        alike.Clear();
        foreach (var d in _rows.Row(item))
        {
            if (_squares[d] == 0 || IsBroad(d))
                continue;
            foreach (var other in _columns.Row(d))
            {
                if (other == item)
                    continue;
                if (cosines[other] == 0)
                    alike.Add(other);
                cosines[other] += _squares[d];
            }
        }

        foreach (var other in alike)
            cosines[other] = (cosines[other] + SharedBroad(item, other)) / (_norms[item] * _norms[other]);
    }

    private bool IsBroad(int dimension) => _columns.Row(dimension).Length > _mostHolders;

    private CsrPattern Broad()
    {
        var (items, dimensions) = (new List<int>(), new List<int>());
        for (var item = 0; item < _rows.Rows; item++)
        {
            foreach (var d in _rows.Row(item))
            {
                if (!IsBroad(d))
                    continue;
                items.Add(item);
                dimensions.Add(d);
            }
        }

        return CsrPattern.FromPairs(_rows.Rows, _rows.Cols, CollectionsMarshal.AsSpan(items), CollectionsMarshal.AsSpan(dimensions));
    }

    private float SharedBroad(int item, int other)
    {
        var own = _broad.Row(item);
        var others = _broad.Row(other);
        var sum = 0f;
        for (int i = 0, j = 0; i < own.Length && j < others.Length;)
        {
            var difference = own[i] - others[j];
            sum += difference == 0 ? _squares[own[i]] : 0;
            i += difference <= 0 ? 1 : 0;
            j += difference >= 0 ? 1 : 0;
        }

        return sum;
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
