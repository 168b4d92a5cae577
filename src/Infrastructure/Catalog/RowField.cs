using System.Runtime.InteropServices;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>A field of a kind of rows.</summary>
/// <param name="Name">Its name in JSON, in CSV and in the statements that merge rows.</param>
/// <param name="Type">What it holds.</param>
internal abstract record RowField(string Name, FieldType Type)
{
    internal string SqlType => Type switch
    {
        FieldType.Number => "double precision",
        FieldType.Boolean => "boolean",
        FieldType.Time => "timestamptz",
        FieldType.Object => "jsonb",
        FieldType.Texts => "text[]",
        FieldType.Numbers => "real[]",
        _ => """text collate "C" """,
    };

    /// <summary>What a value must be, for messages.</summary>
    internal string Rule => Type switch
    {
        FieldType.Number => "must be a number",
        FieldType.Boolean => "must be true or false",
        FieldType.Time => "must be a time in ISO 8601 with an offset, such as 2026-01-31T12:00:00Z",
        FieldType.Object => "must be a JSON object",
        FieldType.Texts => "must be a list of text",
        FieldType.Numbers => "must be a list of numbers",
        _ => "must be text",
    };
}

/// <summary>A field of a kind of rows, and how it is stored.</summary>
/// <typeparam name="T">The fields of the kind.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds.</param>
/// <param name="CopyAsync">Writes it as a value of COPY.</param>
/// <param name="IsRequired">Whether a table of such rows must have the column.</param>
internal sealed record RowField<T>(string Name, FieldType Type, Func<NpgsqlBinaryImporter, T, CancellationToken, Task> CopyAsync, bool IsRequired = false)
    : RowField(Name, Type)
{
    internal static RowField<T> Key(string name, Func<T, string?> value) => Text(name, value) with { IsRequired = true };

    internal static RowField<T> Text(string name, Func<T, string?> value) => new(name, FieldType.Text, (copy, row, stop) =>
        value(row) is { } text ? copy.WriteAsync(text, NpgsqlDbType.Text, stop) : copy.WriteNullAsync(stop));

    internal static RowField<T> Number(string name, Func<T, double?> value) => new(name, FieldType.Number, (copy, row, stop) =>
        value(row) is { } number ? copy.WriteAsync(number, NpgsqlDbType.Double, stop) : copy.WriteNullAsync(stop));

    internal static RowField<T> Boolean(string name, Func<T, bool?> value) => new(name, FieldType.Boolean, (copy, row, stop) =>
        copy.WriteAsync(value(row) ?? false, NpgsqlDbType.Boolean, stop));

    internal static RowField<T> Time(string name, Func<T, DateTimeOffset?> value) => new(name, FieldType.Time, (copy, row, stop) =>
        value(row) is { } time ? copy.WriteAsync(time.UtcDateTime, NpgsqlDbType.TimestampTz, stop) : copy.WriteNullAsync(stop));

    internal static RowField<T> Object(string name, Func<T, JsonElement?> value) => new(name, FieldType.Object, (copy, row, stop) =>
        value(row) is { } json ? copy.WriteAsync(JsonMarshal.GetRawUtf8Value(json).ToArray(), NpgsqlDbType.Jsonb, stop) : copy.WriteNullAsync(stop));

    internal static RowField<T> Texts(string name, Func<T, IReadOnlyList<string?>?> value) => new(name, FieldType.Texts, (copy, row, stop) =>
        copy.WriteAsync(value(row)!.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, stop));

    internal static RowField<T> Numbers(string name, Func<T, IReadOnlyList<float>?> value) => new(name, FieldType.Numbers, (copy, row, stop) =>
        copy.WriteAsync(value(row)!.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Real, stop));
}
