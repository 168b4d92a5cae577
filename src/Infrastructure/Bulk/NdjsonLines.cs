using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>Cuts a body into lines, each of which is a JSON object. One that is too long is refused unread, so that memory has a bound.</summary>
internal static class NdjsonLines
{
    /// <summary>The most bytes of a line.</summary>
    internal const int MaxLineBytes = 1 << 20;

    private const int BufferBytes = 1 << 16;

    private static ReadOnlySpan<byte> Bom => "\uFEFF"u8;

    internal static async IAsyncEnumerable<BulkLine<T>> ReadAsync<T>(
        RowKind<T> kind, Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IFields<T>
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        var (number, blanks) = (0L, 0L);
        var isTooLong = false;
        for (var ended = false; !ended;)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var (buffer, more) = (result.Buffer, true);
            ended = result.IsCompleted;
            while (more)
            {
                more = TryTake(ref buffer, ended, out var line);
                isTooLong |= (more ? line : buffer).Length > MaxLineBytes;
                if (!more)
                    break;
                number++;
                if (isTooLong)
                    yield return TooLong<T>(number);
                else if (Trim(line, number) is { IsEmpty: false } json)
                    yield return Parse(kind, number, json);
                else
                    BulkFormatException.ThrowIfTooMany(++blanks);
                isTooLong = false;
            }

            reader.AdvanceTo(isTooLong ? buffer.End : buffer.Start, buffer.End);
        }

        // The last line needs no end, and the end of this one was all that was left.
        if (isTooLong)
            yield return TooLong<T>(number + 1);
        await reader.CompleteAsync();
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, bool ended, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is { } newline)
        {
            line = buffer.Slice(0, newline);
            buffer = buffer.Slice(buffer.GetPosition(1, newline));
            return true;
        }

        if (!ended || buffer.IsEmpty)
            return false;
        (line, buffer) = (buffer, buffer.Slice(buffer.End));
        return true;
    }

    // Editors leave blanks and empty lines, and a byte order mark at the beginning.
    private static ReadOnlySequence<byte> Trim(ReadOnlySequence<byte> line, long number)
    {
        var reader = new SequenceReader<byte>(line);
        if (number == 1)
            reader.IsNext(Bom, advancePast: true);
        reader.AdvancePastAny(" \t\r"u8);
        return reader.UnreadSequence;
    }

    private static BulkLine<T> TooLong<T>(long number)
        where T : class, IFields<T> =>
        BulkLine<T>.Refused(number, new InvalidFieldException(field: null, $"is longer than {MaxLineBytes >> 20} MiB"));

    private static BulkLine<T> Parse<T>(RowKind<T> kind, long number, ReadOnlySequence<byte> json)
        where T : class, IFields<T>
    {
        if (json.IsSingleSegment)
            return BulkLine<T>.Parse(kind, number, json.FirstSpan);
        var length = (int)json.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        json.CopyTo(copy);
        var line = BulkLine<T>.Parse(kind, number, copy.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(copy);
        return line;
    }
}
