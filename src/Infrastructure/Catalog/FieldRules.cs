using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>What a field may hold: what an import takes, and an export can write again. Each rule gives the value as it is stored.</summary>
internal static class FieldRules
{
    /// <summary>The most bytes of attributes, as JSON in UTF-8.</summary>
    internal const int MaxObjectBytes = 64 * 1024;

    private const int MaxModalityLength = 100;
    private const int MaxValues = 16 * 1024;

    // PostgreSQL keeps every digit, up to a number of them that no reader expects.
    private const int MaxNumberLength = 400;

    // The first and last days of years 1 to 9999 are PostgreSQL's -infinity and infinity to Npgsql, or become such in a time zone.
    private static readonly DateTimeOffset MinTime = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset MaxTime = new(9999, 12, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>An external id, or the name of a kind of events.</summary>
    /// <exception cref="InvalidFieldException">It is missing, empty, too long, or no file could hold it.</exception>
    internal static string Id(string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
            throw new InvalidFieldException(field, value is null ? "is missing" : "is empty");
        if (ExternalId.IsTooLong(value))
            throw new InvalidFieldException(field, $"is longer than {ExternalId.MaxCharacters} characters");
        if (ExternalId.IsDots(value))
            throw new InvalidFieldException(field, ExternalId.DotsFlaw);
        if (value.AsSpan().ContainsAny("\t\r\n"))
            throw new InvalidFieldException(field, "holds a tab or a line break");
        return Text(field, value);
    }

    /// <summary>Any text.</summary>
    /// <exception cref="InvalidFieldException">It holds what PostgreSQL cannot store.</exception>
    [return: NotNullIfNotNull(nameof(value))]
    internal static string? Text(string? field, string? value) => value?.Contains('\0', StringComparison.Ordinal) == true
        ? throw new InvalidFieldException(field, "holds a NUL character")
        : value;

    /// <summary>A number.</summary>
    /// <exception cref="InvalidFieldException">It is not finite.</exception>
    internal static double? Number(string field, double? value) =>
        value is null || double.IsFinite(value.Value) ? value : throw new InvalidFieldException(field, "is not finite");

    /// <summary>A time, to the microsecond.</summary>
    /// <exception cref="InvalidFieldException">It lies outside the years 1 to 9999.</exception>
    internal static DateTimeOffset? Time(string field, DateTimeOffset? value)
    {
        if (value is not { } time)
            return null;
        if (time < MinTime || time > MaxTime)
            throw new InvalidFieldException(field, "is no time between the years 1 and 9999");
        return new DateTimeOffset((time.UtcTicks + TimeSpan.TicksPerMicrosecond / 2) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }

    /// <summary>Categories, each once.</summary>
    /// <exception cref="InvalidFieldException">One of them is empty, null, or no text.</exception>
    internal static IReadOnlyList<string> Categories(string field, IReadOnlyList<string?>? value) => value is null
        ? []
        : [.. value.Select(category => string.IsNullOrEmpty(category) ? throw new InvalidFieldException(field, "holds an empty category") : Text(field, category))
            .Distinct(StringComparer.Ordinal)];

    /// <summary>The name of a modality, which names a file when it is exported.</summary>
    /// <exception cref="InvalidFieldException">It is missing, too long, or holds another character.</exception>
    internal static string Modality(string field, string? value) =>
        value is { Length: > 0 and <= MaxModalityLength } && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? value
            : throw new InvalidFieldException(field, value is null ? "is missing" : $"is no name of 1 to {MaxModalityLength} letters, digits, '-' and '_'");

    /// <summary>The values of a feature.</summary>
    /// <exception cref="InvalidFieldException">There are none or too many, or one is not finite.</exception>
    internal static IReadOnlyList<float> Values(string field, IReadOnlyList<float>? value)
    {
        if (value is not { Count: > 0 and <= MaxValues })
            throw new InvalidFieldException(field, value is null ? "is missing" : $"holds {value.Count} values; a feature has 1 to {MaxValues}");
        return value.All(float.IsFinite) ? value : throw new InvalidFieldException(field, "holds a number that is not finite");
    }

    /// <summary>A JSON object that PostgreSQL can store and a double can read, or none.</summary>
    /// <exception cref="InvalidFieldException">It is no object, or too large.</exception>
    internal static JsonElement? Attributes(string field, JsonElement? value) => value is { } attributes ? Object(field, attributes) : null;

    /// <inheritdoc cref="Attributes"/>
    internal static JsonElement Object(string? field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new InvalidFieldException(field, "must be a JSON object");
        if (JsonMarshal.GetRawUtf8Value(value).Length > MaxObjectBytes)
            throw new InvalidFieldException(field, $"is larger than {MaxObjectBytes / 1024} KiB");
        try
        {
            CheckValue(field, value);
        }
        // Half a surrogate pair, or bytes that are no UTF-8.
        catch (InvalidOperationException)
        {
            throw new InvalidFieldException(field, "holds text that is no Unicode");
        }

        return value;
    }

    private static void CheckValue(string? field, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Text(field, member.Name);
                    CheckValue(field, member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                    CheckValue(field, element);
                break;
            case JsonValueKind.String:
                Text(field, value.GetString());
                break;
            case JsonValueKind.Number when !IsStorable(value):
                throw new InvalidFieldException(field, "holds a number that no double can hold, or one of too many digits");
        }
    }

    private static bool IsStorable(JsonElement number)
    {
        var text = JsonMarshal.GetRawUtf8Value(number);
        var isZero = !text[..(text.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var at ? at : text.Length)].ContainsAnyInRange((byte)'1', (byte)'9');
        return text.Length <= MaxNumberLength && number.TryGetDouble(out var value) && double.IsFinite(value) && (value != 0 || isZero);
    }
}
