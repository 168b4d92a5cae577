using System.Text;
using System.Text.Json;

namespace KDiffE.Domain.Filtering;

/// <summary>
/// The name of an attribute: keys of nested objects, with dots between them. A key of letters, digits, <c>_</c> and <c>-</c>
/// stands as it is, any other one in backquotes, a backquote of its own doubled: <c>details.`page count`</c>. A path does
/// not go into lists.
/// </summary>
public sealed class AttributePath : IEquatable<AttributePath>
{
    private readonly byte[][] _keys;
    private readonly string _text;

    internal AttributePath(IReadOnlyList<string> keys)
    {
        _keys = [.. keys.Select(Encoding.UTF8.GetBytes)];
        _text = string.Join('.', keys.Select((key, k) => IsPlain(key, first: k == 0) ? key : $"`{key.Replace("`", "``", StringComparison.Ordinal)}`"));
    }

    /// <summary>The keys in UTF-8, outermost first.</summary>
    internal IReadOnlyList<byte[]> Keys => _keys;

    /// <summary>Reads a name.</summary>
    /// <exception cref="InvalidFilterException">It is none, or longer than a clause may be.</exception>
    public static AttributePath Parse(string text)
    {
        var parser = new WhereParser(text);
        return parser.ReadWhole(parser.ReadPath);
    }

    /// <inheritdoc/>
    public bool Equals(AttributePath? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AttributePath);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name, with backquotes only where they are needed.</summary>
    public override string ToString() => _text;

    /// <summary>Finds the value in a valid JSON object; of a key that repeats, the first counts.</summary>
    /// <param name="json">The object, in UTF-8.</param>
    /// <param name="value">Stands on the first token of the value.</param>
    /// <returns>Whether there is one, null or not.</returns>
    internal bool TryFind(ReadOnlySpan<byte> json, out Utf8JsonReader value)
    {
        value = new Utf8JsonReader(json);
        value.Read();
        foreach (var key in _keys)
        {
            if (value.TokenType != JsonTokenType.StartObject || !TryEnter(ref value, key))
                return false;
        }

        return true;
    }

    private static bool TryEnter(ref Utf8JsonReader reader, byte[] key)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(key);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }

        return false;
    }

    private static bool IsPlain(string key, bool first) =>
        key.Length > 0 && key.EnumerateRunes().All(WhereParser.IsNameCharacter) && !(first && WhereParser.IsKeyword(key));
}
