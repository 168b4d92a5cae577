using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Api.Http;

/// <summary>
/// Says what is wrong with a body of JSON in the words of whoever sent it: which field, and what belongs there. The reader
/// speaks of this program's types, and has no other way of telling than its message.
/// </summary>
internal static class JsonErrors
{
    private const string NullEntry = "holds null at ";

    /// <summary>Reads bodies strictly: as the description says, nothing twice, nothing null that may not be, no list with a hole.</summary>
    public static void ReadStrictly(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonWordConverter());
        options.Converters.Add(new OffsetTimeConverter());
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = options.TypeInfoResolver?.WithAddedModifier(RefuseNullEntries);
    }

    /// <summary>A sentence on it.</summary>
    public static string Describe(JsonException error)
    {
        var message = error.Message;
        var place = error.Path is null or "$" ? null : error.Path.StartsWith("$.", StringComparison.Ordinal) ? error.Path[2..] : error.Path[1..];
        var subject = place is null ? "It" : $"'{place}'";
        if (Between(message, "could not be mapped to any .NET member contained in type '", "'") is { } owner)
            return $"{subject} is no field{Fields(owner)}.";
        if (Between(message, "was missing required properties including: ", end: null) is { } missing)
            return $"{subject} lacks {missing.TrimEnd('.')}.";
        if (Between(message, "could not be converted to ", ". Path: ") is { } type)
            return $"{subject} must be {Expected(type, place)}.";
        if (message.Contains("allow null values", StringComparison.Ordinal))
            return $"{subject} must not be null.";
        return message.StartsWith(NullEntry, StringComparison.Ordinal) ? $"{subject} {message}." : $"It {Syntax(error)}.";
    }

    /// <summary>What the body as a whole is not, to be put behind its name.</summary>
    public static string Syntax(JsonException error)
    {
        var message = error.Message;
        if (Between(message, "Duplicate property '", "' encountered") is { } repeated)
            return $"has '{repeated}' twice";
        var place = $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
        return message.Contains("maximum configured depth", StringComparison.Ordinal) ? $"is nested too deeply at {place}" : $"is not valid JSON at {place}";
    }

    /// <summary>Where something stands, by the names that it has in JSON.</summary>
    /// <param name="property">Such as <c>Items[0].Weight</c>.</param>
    public static string PlaceOf(string property) => string.Join('.', property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    // The annotations that the reader respects do not reach into lists.
    private static void RefuseNullEntries(JsonTypeInfo info)
    {
        if (info is { Kind: JsonTypeInfoKind.Enumerable, ElementType.IsValueType: false })
            info.OnDeserialized = static list =>
            {
                var index = 0;
                foreach (var entry in (IEnumerable)list)
                {
                    if (entry is null)
                        throw new JsonException($"{NullEntry}[{index}]");
                    index++;
                }
            };
    }

    private static string Fields(string type) => Find(type) is { } found
        ? $"; there are: {string.Join(", ", found.GetProperties().Where(property => !property.IsDefined(typeof(JsonIgnoreAttribute))).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)))}"
        : "";

    // A value that a constructor takes is reported under the type that it belongs to.
    private static string Expected(string type, string? place)
    {
        var found = Find(type);
        var member = place is null ? null : found?.GetProperty(place[(place.LastIndexOf('.') + 1)..], BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
        return Expected(member?.PropertyType ?? found ?? (type.Contains("List`1", StringComparison.Ordinal) ? typeof(IEnumerable) : typeof(object)));
    }

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return $"one of {string.Join(", ", JsonWordConverter.WordsOf(type))}";
        return type switch
        {
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(double) || type == typeof(float) => "a number",
            _ when type == typeof(DateTimeOffset) => "a time in ISO 8601 with an offset, such as 2026-01-31T12:00:00Z",
            _ when type.IsAssignableTo(typeof(IEnumerable)) && !type.Name.Contains("Dictionary", StringComparison.Ordinal) => "a list",
            _ => "an object",
        };
    }

    private static Type? Find(string name) => Type.GetType(name) ??
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetName().Name!.StartsWith("KDiffE.", StringComparison.Ordinal))
            .Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    private static string? Between(string text, string start, string? end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal);
        if (from < 0)
            return null;
        from += start.Length;
        var to = end is null ? text.Length : text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? null : text[from..to];
    }
}
