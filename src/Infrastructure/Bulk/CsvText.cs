using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KDiffE.Infrastructure.Catalog;
using Npgsql;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>RFC 4180 with the fields' names in the first row; what <see cref="CsvLines"/> reads. What is null is empty.</summary>
internal sealed class CsvText(IReadOnlyList<RowField> columns) : IRowText
{
    // To the microsecond, as the database has it.
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFZ";

    private readonly StringBuilder _line = new();
    private readonly Encoder _utf8 = Encoding.UTF8.GetEncoder();

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> body) => Encoding.UTF8.GetBytes(string.Join(',', columns.Select(column => column.Name)) + "\n", body);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> body, NpgsqlDataReader row)
    {
        _line.Clear();
        for (var column = 0; column < columns.Count; column++)
        {
            if (column > 0)
                _line.Append(',');
            if (!row.IsDBNull(column))
                Write(row, column);
        }

        _line.Append('\n');
        // One for all chunks: a character of two parts may lie in two of them.
        foreach (var chunk in _line.GetChunks())
            _utf8.Convert(chunk.Span, body, flush: false, out _, out _);
    }

    private void Write(NpgsqlDataReader row, int column)
    {
        switch (columns[column].Type)
        {
            case FieldType.Number:
                _line.Append(CultureInfo.InvariantCulture, $"{row.GetDouble(column)}");
                break;
            case FieldType.Boolean:
                _line.Append(row.GetBoolean(column) ? "true" : "false");
                break;
            case FieldType.Time:
                _line.Append(row.GetDateTime(column).ToString(TimeFormat, CultureInfo.InvariantCulture));
                break;
            case FieldType.Object:
                Quote(CompactJson.Of(row.GetString(column)));
                break;
            case FieldType.Texts:
                Write(row.GetFieldValue<string[]>(column));
                break;
            case FieldType.Numbers:
                foreach (var number in row.GetFieldValue<float[]>(column))
                    _line.Append(CultureInfo.InvariantCulture, $"{number} ");
                _line.Length--;
                break;
            default:
                Quote(row.GetString(column));
                break;
        }
    }

    private void Write(string[] texts)
    {
        var barred = string.Join('|', texts);
        if (barred.Length > 0)
            Quote(barred[0] == '[' || texts.Any(text => text.Contains('|', StringComparison.Ordinal)) ? JsonSerializer.Serialize(texts, CatalogJson.Default.StringArray) : barred);
    }

    // All text is: a row of names alone would be taken for the first row again.
    private void Quote(ReadOnlySpan<char> text)
    {
        _line.Append('"');
        for (int quote; (quote = text.IndexOf('"')) >= 0; text = text[(quote + 1)..])
            _line.Append(text[..quote]).Append("\"\"");
        _line.Append(text).Append('"');
    }
}
