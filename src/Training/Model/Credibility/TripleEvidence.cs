using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.Credibility;

/// <summary>
/// What speaks for a triple (design): the items that have the same (relation, entity), as far as they are like its item by their
/// other triples, and as far as they share its users; and a twin under another relation. No triple speaks for itself.
/// </summary>
internal sealed class TripleEvidence : IDisposable
{
    private readonly Dataset _data;
    private readonly TripleColumns _columns;
    private readonly CsrPattern _byColumn;
    private readonly float[] _values;
    private readonly LeaveOneOutRidge _byTriples;
    private readonly LeaveOneOutRidge _byUsers;
    private readonly TwinEvidence _twins;

    /// <param name="data">Triples and training interactions.</param>
    /// <param name="random">Triples that the graph does not have.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal TripleEvidence(Dataset data, Triples random, CancellationToken cancellation)
    {
        (_data, _columns, _twins) = (data, new TripleColumns(data), new TwinEvidence(data, random));
        var rows = new TripleRows(data);
        var unit = rows.Unit();
        _byColumn = unit.Pattern.Transpose(out var source);
        _values = Array.ConvertAll(source, k => unit.Values[k]);
        _byTriples = new LeaveOneOutRidge(data.Items, (item, row) => rows.Cosines(item, row), cancellation);
        var users = new CoInteractions(data.Train, data.Users, data.Items);
        _byUsers = new LeaveOneOutRidge(data.Items, (item, row) =>
        {
            users.Cosines(item, row);
            for (var other = 0; other < row.Length; other++)
                row[other] = Math.Max(row[other], 0);
            row[item] = 1;
        }, cancellation);
    }

    /// <summary>The kinds of evidence, in the order of <see cref="Of"/>.</summary>
    internal static IReadOnlyList<string> Kinds { get; } = ["triples", "users", "twin"];

    /// <summary>A column of values for each kind of evidence.</summary>
    /// <param name="triples">Triples of the graph, or others whose relation and tail occur together in it.</param>
    internal double[][] Of(Triples triples)
    {
        var columnOf = _columns.Of(triples);
        var candidates = CsrPattern.FromPairs(_columns.Holders.Rows, _data.Items, columnOf, triples.Heads, out var source);
        var (byTriples, byUsers) = (new double[triples.Count], new double[triples.Count]);
        Parallel.For(0, candidates.Rows, column =>
        {
            var holders = _columns.Holders.Row(column);
            var asked = candidates.Row(column);
            Put(_byTriples.Lifts(holders, _values.AsSpan(_byColumn.Offsets[column], holders.Length), asked), byTriples);
            Put(_byUsers.Lifts(holders, [], asked), byUsers);

            void Put(double[] found, double[] to)
            {
                for (var k = 0; k < found.Length; k++)
                    to[source[candidates.Offsets[column] + k]] = found[k];
            }
        });
        return [byTriples, byUsers, _twins.Of(triples)];
    }

    public void Dispose()
    {
        _byTriples.Dispose();
        _byUsers.Dispose();
    }
}
