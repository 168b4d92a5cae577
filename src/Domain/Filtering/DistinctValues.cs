using System.Runtime.InteropServices;
using System.Text.Json;

namespace KDiffE.Domain.Filtering;

/// <summary>The strings, lists and truth values of a column, each once: a row holds its code. They only become more.</summary>
internal sealed class DistinctValues
{
    internal const int Missing = 0;
    internal const int False = 1;
    internal const int True = 2;

    /// <summary>A value that no comparison is true of: an object, or a list in a list.</summary>
    internal const int Opaque = 3;

    private const int ShortText = 256;
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<long[], int> _lists = new(new ListComparer());
    private readonly List<object?> _values = [null, false, true, null];
    private readonly List<long> _elements = [];

    internal int Count => _values.Count;

    /// <summary>A string, the cells of a list as <c>long[]</c>, a bool; null for what is missing or opaque.</summary>
    internal object? this[int code] => _values[code];

    /// <summary>The cell of the value that a reader stands on, which is on its last token afterwards.</summary>
    internal long Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return ReadSingle(ref json);
        _elements.Clear();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            _elements.Add(ReadSingle(ref json));
        if (!_lists.GetAlternateLookup<ReadOnlySpan<long>>().TryGetValue(CollectionsMarshal.AsSpan(_elements), out var code))
        {
            var list = _elements.ToArray();
            _lists.Add(list, code = Add(list));
        }

        return Cell.OfCode(code);
    }

    private long ReadSingle(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Number:
                return Cell.OfNumber(json.GetDouble());
            case JsonTokenType.String:
                return Cell.OfCode(ReadText(ref json));
            case JsonTokenType.True:
                return Cell.OfCode(True);
            case JsonTokenType.False:
                return Cell.OfCode(False);
            case JsonTokenType.Null:
                return Cell.Missing;
            default:
                json.Skip();
                return Cell.OfCode(Opaque);
        }
    }

    private int ReadText(ref Utf8JsonReader json)
    {
        // Most values are short and were there before: no string is made of them.
        Span<char> buffer = stackalloc char[ShortText];
        ReadOnlySpan<char> text = json.ValueSpan.Length <= ShortText ? buffer[..json.CopyString(buffer)] : json.GetString().AsSpan();
        if (!_texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var code))
        {
            var value = text.ToString();
            _texts.Add(value, code = Add(value));
        }

        return code;
    }

    private int Add(object value)
    {
        _values.Add(value);
        return _values.Count - 1;
    }

    private sealed class ListComparer : IEqualityComparer<long[]>, IAlternateEqualityComparer<ReadOnlySpan<long>, long[]>
    {
        public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(long[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<long> alternate, long[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<long> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(alternate));
            return hash.ToHashCode();
        }

        public long[] Create(ReadOnlySpan<long> alternate) => alternate.ToArray();
    }
}
