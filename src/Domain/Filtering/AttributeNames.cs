using System.Text.Json;
using System.Text.Unicode;

namespace KDiffE.Domain.Filtering;

/// <summary>
/// Which names occur in any row, by hash: a clause that names another one need not look through them all. Two names of one
/// hash cost a look, and nothing else.
/// </summary>
internal sealed class AttributeNames
{
    private readonly HashSet<int> _seen = [];

    /// <summary>Refuses what is no JSON object that can be read to the end.</summary>
    /// <exception cref="JsonException">It is not valid, no object, deeper than 64 levels, or has half a surrogate pair.</exception>
    internal static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new JsonException("The attributes are not UTF-8.");
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The attributes are no JSON object.");
        while (reader.Read())
        {
            if (reader is { ValueIsEscaped: true, TokenType: JsonTokenType.String or JsonTokenType.PropertyName })
                CheckText(ref reader);
        }
    }

    /// <summary>Takes in the names of an object, with those in the objects inside.</summary>
    internal void Learn(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        LearnObject(ref reader, outer: 0);
    }

    /// <summary>Whether a row may have the attribute.</summary>
    internal bool MayHave(AttributePath path) => path.Keys.Aggregate((Hash: 0, Seen: true), (outer, key) =>
        (Hash(outer.Hash, key), outer.Seen && _seen.Contains(Hash(outer.Hash, key)))).Seen;

    private void LearnObject(ref Utf8JsonReader reader, int outer)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
            var hash = Hash(outer, name);
            _seen.Add(hash);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
                LearnObject(ref reader, hash);
            else
                reader.Skip();
        }
    }

    private static int Hash(int outer, ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.Add(outer);
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private static void CheckText(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("The attributes have half a surrogate pair.", e);
        }
    }
}
