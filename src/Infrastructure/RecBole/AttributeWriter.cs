using System.Buffers;
using System.Text.Json;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// Turns the columns of a row that have no place of their own into a JSON object: token → string, token_seq →
/// strings, float → number with its digits, float_seq → numbers; an empty field leaves its key out, and so does a
/// float_seq of blanks.
/// </summary>
internal sealed class AttributeWriter : IDisposable
{
    private readonly RecBoleFileReader _file;
    private readonly int[] _columns;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    internal AttributeWriter(RecBoleFileReader file, params ReadOnlySpan<int> otherColumns)
    {
        _file = file;
        var others = otherColumns.ToArray();
        _columns = [.. Enumerable.Range(0, file.Columns.Count).Except(others)];
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>Whether an object that was written has no key.</summary>
    internal static bool IsEmpty(ReadOnlyMemory<byte> json) => json.Length == "{}".Length;

    /// <summary>Writes the object of the present row, or reports the row; valid until the next call.</summary>
    internal bool TryWrite(out ReadOnlyMemory<byte> json)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        var sound = true;
        foreach (var column in _columns)
            sound = sound && (IsBlank(column) || WriteValue(column));
        _json.WriteEndObject();
        _json.Flush();
        json = _buffer.WrittenMemory;
        return sound;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private bool IsBlank(int column) => _file.Columns[column].Type == RecBoleType.FloatSeq
        ? !_file[column].ContainsAnyExcept((byte)' ')
        : _file[column].IsEmpty;

    private bool WriteValue(int column)
    {
        var (name, type) = _file.Columns[column];
        _json.WritePropertyName(name);
        switch (type)
        {
            case RecBoleType.Token:
                _json.WriteStringValue(_file[column]);
                return true;
            case RecBoleType.Float:
                return WriteNumber(column, _file[column]);
            default:
                _json.WriteStartArray();
                var sound = true;
                foreach (var part in _file[column].Split((byte)' '))
                {
                    var value = _file[column][part];
                    if (type == RecBoleType.TokenSeq)
                        _json.WriteStringValue(value);
                    else if (!value.IsEmpty)
                        sound = sound && WriteNumber(column, value);
                }

                _json.WriteEndArray();
                return sound;
        }
    }

    private bool WriteNumber(int column, ReadOnlySpan<byte> text)
    {
        if (!RecBoleNumber.TryParse(text, out var value))
            return _file.Reject(column, $"'{RecBoleFileReader.Excerpt(text)}' is not a number");
        if (RecBoleNumber.IsPlainJson(text))
            _json.WriteRawValue(text, skipInputValidation: true);
        else
            _json.WriteNumberValue(value);
        return true;
    }
}
