using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using KDiffE.Infrastructure.Catalog;
using nietras.SeparatedValues;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>
/// Reads a body of RFC 4180 whose first row names the fields, in any order. Each row becomes the JSON object that it stands
/// for, so that one set of rules decides; an empty field is left out.
/// </summary>
internal static class CsvLines
{
    // What is no UTF-8 becomes a character that Unicode sets aside for such marks, so that the row can be refused.
    private const char NoUtf8 = '\uFDD0';

    private static readonly Encoding Utf8 = Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback($"{NoUtf8}"));

    /// <exception cref="BulkFormatException">The first row is none of names, or a quote is left open.</exception>
    internal static async IAsyncEnumerable<BulkLine<T>> ReadAsync<T>(
        RowKind<T> kind, Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IFields<T>
    {
        using var text = new StreamReader(body, Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
        using var reader = await new SepReaderOptions(Sep.New(',')) { HasHeader = false, Unescape = true, DisableColCountCheck = true }
            .FromAsync(text, cancellationToken);
        if (!await NextAsync(reader, cancellationToken))
            yield break;
        var header = reader.Current.Span.ToString();
        var columns = Columns(kind, reader);
        var blanks = 0L;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        while (await NextAsync(reader, cancellationToken))
        {
            if (!reader.Current.Span.IsWhiteSpace())
                yield return Parse(kind, columns, header, reader, buffer, json);
            else
                BulkFormatException.ThrowIfTooMany(++blanks);
        }
    }

    private static async ValueTask<bool> NextAsync(SepReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.MoveNextAsync(cancellationToken);
        }
        // A row has 16 million characters at most.
        catch (NotSupportedException error)
        {
            throw new BulkFormatException("A row of the CSV does not end; a quote may be left open.", error);
        }
    }

    private static List<RowField<T>> Columns<T>(RowKind<T> kind, SepReader reader)
        where T : class, IFields<T>
    {
        var columns = new List<RowField<T>>();
        for (var column = 0; column < reader.Current.ColCount; column++)
        {
            var name = reader.Current[column].ToString().Trim();
            var field = kind.Fields.FirstOrDefault(field => field.Name == name)
                ?? throw new BulkFormatException($"The column '{name}' is no field of {kind.Name}; there are: {string.Join(", ", kind.Fields.Select(field => field.Name))}.");
            if (columns.Contains(field))
                throw new BulkFormatException($"The column '{name}' appears twice.");
            columns.Add(field);
        }

        return kind.Fields.FirstOrDefault(field => field.IsRequired && !columns.Contains(field)) is { } missing
            ? throw new BulkFormatException($"The first row, which names the fields, lacks '{missing.Name}'.")
            : columns;
    }

    private static BulkLine<T> Parse<T>(
        RowKind<T> kind, List<RowField<T>> columns, string header, SepReader reader, ArrayBufferWriter<byte> buffer, Utf8JsonWriter json)
        where T : class, IFields<T>
    {
        var row = reader.Current;
        var number = (long)row.LineNumberFrom;
        // Line ends within quotes are a part of the field, so only the end of the body ends such a row.
        if (row.Span.Count('"') % 2 != 0)
            throw new BulkFormatException($"The row that begins in line {number} does not end; a quote is left open.");
        if (row.Span.SequenceEqual(header))
            return BulkLine<T>.Refused(number, new InvalidFieldException(field: null, "is the first row again, as where files were put together"));
        if (row.Span.Contains(NoUtf8))
            return BulkLine<T>.Refused(number, new InvalidFieldException(field: null, "is no UTF-8"));
        if (row.ColCount != columns.Count)
            return BulkLine<T>.Refused(number, new InvalidFieldException(field: null, $"has {row.ColCount} fields where the first row has {columns.Count}"));
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        for (var column = 0; column < columns.Count; column++)
        {
            var value = row[column].Span;
            if (value.IsEmpty)
                continue;
            json.WritePropertyName(columns[column].Name);
            if (!TryWrite(json, columns[column].Type, value))
                return BulkLine<T>.Refused(number, new InvalidFieldException(columns[column].Name, columns[column].Rule));
        }

        json.WriteEndObject();
        json.Flush();
        return BulkLine<T>.Parse(kind, number, buffer.WrittenSpan);
    }

    private static bool TryWrite(Utf8JsonWriter json, FieldType type, ReadOnlySpan<char> value)
    {
        switch (type)
        {
            case FieldType.Number:
                return TryWriteNumber(json, value);
            case FieldType.Boolean when bool.TryParse(value, out var truth):
                json.WriteBooleanValue(truth);
                return true;
            case FieldType.Boolean:
                return false;
            case FieldType.Object:
                return TryWriteJson(json, value);
            case FieldType.Texts when value[0] == '[' && TryWriteJson(json, value):
                return true;
            case FieldType.Texts:
                json.WriteStartArray();
                foreach (var part in value.Split('|'))
                    json.WriteStringValue(value[part]);
                json.WriteEndArray();
                return true;
            case FieldType.Numbers:
                json.WriteStartArray();
                foreach (var part in value.Split(' '))
                {
                    if (!value[part].IsEmpty && !TryWriteNumber(json, value[part]))
                        return false;
                }

                json.WriteEndArray();
                return true;
            default:
                json.WriteStringValue(value);
                return true;
        }
    }

    private static bool TryWriteNumber(Utf8JsonWriter json, ReadOnlySpan<char> value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return false;
        json.WriteNumberValue(number);
        return true;
    }

    private static bool TryWriteJson(Utf8JsonWriter json, ReadOnlySpan<char> value)
    {
        try
        {
            json.WriteRawValue(value);
            return true;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
