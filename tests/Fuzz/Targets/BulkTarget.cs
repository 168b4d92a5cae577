using KDiffE.Infrastructure.Bulk;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Fuzz.Targets;

/// <summary>The body of a bulk write: its first byte says of which rows, the others are the body.</summary>
internal sealed class BulkTarget(string name, BulkTarget.Reading reading) : FuzzTarget(name, typeof(BulkFormatException))
{
    /// <summary>Reads the rows of a body, and says how many lines are refused without a reason.</summary>
    internal delegate Task<int> Reading(Stream body, char kind);

    /// <summary>A body of comma-separated values.</summary>
    internal static Reading Csv => (body, kind) => kind switch
    {
        'i' => Unexplained(CsvLines.ReadAsync(RowKinds.Items, body, CancellationToken.None)),
        't' => Unexplained(CsvLines.ReadAsync(RowKinds.Triples, body, CancellationToken.None)),
        'f' => Unexplained(CsvLines.ReadAsync(RowKinds.Features, body, CancellationToken.None)),
        _ => Unexplained(CsvLines.ReadAsync(RowKinds.Interactions, body, CancellationToken.None)),
    };

    /// <summary>A body of lines of JSON.</summary>
    internal static Reading Ndjson => (body, kind) => kind switch
    {
        'i' => Unexplained(NdjsonLines.ReadAsync(RowKinds.Items, body, CancellationToken.None)),
        't' => Unexplained(NdjsonLines.ReadAsync(RowKinds.Triples, body, CancellationToken.None)),
        'f' => Unexplained(NdjsonLines.ReadAsync(RowKinds.Features, body, CancellationToken.None)),
        _ => Unexplained(NdjsonLines.ReadAsync(RowKinds.Interactions, body, CancellationToken.None)),
    };

    protected override void Read(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return;
        using var body = new MemoryStream(input[1..].ToArray());
        Require(reading(body, (char)input[0]).GetAwaiter().GetResult() == 0, "A line is neither a row nor refused with a reason.");
    }

    private static async Task<int> Unexplained<T>(IAsyncEnumerable<BulkLine<T>> lines)
        where T : class, IFields<T>
    {
        var unexplained = 0;
        await foreach (var line in lines)
        {
            if ((line.Row is null) == string.IsNullOrEmpty(line.Error?.Message))
                unexplained++;
        }

        return unexplained;
    }
}
