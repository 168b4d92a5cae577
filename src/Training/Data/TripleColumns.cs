using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>What an item can have in its knowledge graph: a column for each (relation, entity), in the order of the triples.</summary>
internal sealed class TripleColumns
{
    private readonly Dictionary<(int Relation, int Tail), int> _columns = [];

    /// <param name="data">Items and triples.</param>
    internal TripleColumns(Dataset data)
    {
        var triples = data.Triples;
        var columns = new int[triples.Count];
        for (var k = 0; k < columns.Length; k++)
        {
            var key = (triples.Relations[k], triples.Tails[k]);
            if (!_columns.TryGetValue(key, out columns[k]))
                _columns.Add(key, columns[k] = _columns.Count);
        }

        ColumnsOf = CsrPattern.FromPairs(data.Items, _columns.Count, triples.Heads, columns);
        Holders = ColumnsOf.Transpose(out _);
    }

    /// <summary>The columns of each item, <c>[J, columns]</c>.</summary>
    internal CsrPattern ColumnsOf { get; }

    /// <summary>The items that have each column, <c>[columns, J]</c>.</summary>
    internal CsrPattern Holders { get; }

    /// <summary>The column of each of some triples.</summary>
    /// <param name="triples">Triples whose relation and tail occur together in the graph.</param>
    internal int[] Of(Triples triples) =>
        [.. triples.Relations.Zip(triples.Tails, (relation, tail) => _columns[(relation, tail)])];
}
