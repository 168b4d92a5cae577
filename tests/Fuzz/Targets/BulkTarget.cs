using KDiffE.Infrastructure.Bulk;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Fuzz.Targets;

/// <summary>The body of a bulk write: its first byte says of which rows, the others are the body.</summary>
internal sealed class BulkTarget(string name, BulkFormat format) : FuzzTarget(name, typeof(BulkFormatException))
{
    protected override void Read(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return;
        using var body = new MemoryStream(input[1..].ToArray());
        var unexplained = (char)input[0] switch
        {
            'i' => UnexplainedAsync(RowKinds.Items, body),
            't' => UnexplainedAsync(RowKinds.Triples, body),
            'f' => UnexplainedAsync(RowKinds.Features, body),
            _ => UnexplainedAsync(RowKinds.Interactions, body),
        };
        Require(unexplained.GetAwaiter().GetResult() == 0, "A line is neither a row nor refused with a reason.");
    }

    private async Task<int> UnexplainedAsync<T>(RowKind<T> kind, Stream body)
        where T : class, IFields<T>
    {
        var unexplained = 0;
        await foreach (var line in BulkWriter.Lines(kind, body, format, CancellationToken.None))
        {
            if ((line.Row is null) == string.IsNullOrEmpty(line.Error?.Message))
                unexplained++;
        }

        return unexplained;
    }
}
