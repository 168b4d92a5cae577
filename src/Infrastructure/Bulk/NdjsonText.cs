using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KDiffE.Infrastructure.Catalog;
using Npgsql;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>A JSON object a line, without what is null; what <see cref="NdjsonLines"/> reads.</summary>
internal sealed class NdjsonText(IReadOnlyList<RowField> columns) : IRowText
{
    // Text stays what it is: the file is for programs and not for pages.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly JsonEncodedText[] _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> body)
    {
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> body, NpgsqlDataReader row)
    {
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        for (var column = 0; column < columns.Count; column++)
        {
            if (row.IsDBNull(column))
                continue;
            json.WritePropertyName(_names[column]);
            Write(json, row, column);
        }

        json.WriteEndObject();
        json.Flush();
        body.Write("\n"u8);
    }

    private void Write(Utf8JsonWriter json, NpgsqlDataReader row, int column)
    {
        switch (columns[column].Type)
        {
            case FieldType.Number:
                json.WriteNumberValue(row.GetDouble(column));
                break;
            case FieldType.Boolean:
                json.WriteBooleanValue(row.GetBoolean(column));
                break;
            case FieldType.Time:
                json.WriteStringValue(row.GetDateTime(column));
                break;
            case FieldType.Object:
                json.WriteRawValue(CompactJson.Of(row.GetString(column)), skipInputValidation: true);
                break;
            case FieldType.Texts:
                json.WriteStartArray();
                foreach (var text in row.GetFieldValue<string[]>(column))
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case FieldType.Numbers:
                json.WriteStartArray();
                foreach (var number in row.GetFieldValue<float[]>(column))
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(row.GetString(column));
                break;
        }
    }
}
