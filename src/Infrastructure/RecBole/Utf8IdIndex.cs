using System.Text;
using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// Numbers external ids in the order in which they are first seen, straight from UTF-8: a string is made only for
/// an id that is new.
/// </summary>
internal sealed class Utf8IdIndex
{
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private char[] _characters = new char[ExternalId.MaxCharacters * 2];

    internal Utf8IdIndex() => _lookup = _indices.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>External ids by index.</summary>
    internal IReadOnlyList<string> Keys => _keys;

    /// <summary>Index of an id, which must be valid UTF-8.</summary>
    internal int Add(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _characters.Length)
            _characters = new char[utf8.Length];
        return Add(_characters.AsSpan(0, Encoding.UTF8.GetChars(utf8, _characters)));
    }

    /// <summary>Index of an id.</summary>
    internal int Add(ReadOnlySpan<char> key)
    {
        if (_lookup.TryGetValue(key, out var index))
            return index;
        index = _keys.Count;
        var text = key.ToString();
        _keys.Add(text);
        _indices.Add(text, index);
        return index;
    }
}
