using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>
/// Times in ISO 8601 that say their offset from UTC. .NET takes one that does not for a time of the machine's zone, which
/// no client knows.
/// </summary>
public sealed class OffsetTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>Reads a time from text.</summary>
    /// <returns>Whether it is one, with an offset.</returns>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(text, CatalogJson.Default.String));
        reader.Read();
        return TryRead(ref reader, out time);
    }

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(ref reader, out var time) ? time : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out time) && HasOffset(reader.GetString());
    }

    private static bool HasOffset(ReadOnlySpan<char> text) => text.IndexOf('T') is >= 0 and var at && text[at..].ContainsAny("Z+-");
}
