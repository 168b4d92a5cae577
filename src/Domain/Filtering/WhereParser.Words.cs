using System.Globalization;
using System.Text;
using KDiffE.Domain.Data;

namespace KDiffE.Domain.Filtering;

/// <content>What the rules are made of: words, symbols, keys, strings, and errors.</content>
internal sealed partial class WhereParser
{
    private const string Escapes = "\"\\/bfnrt";
    private const int MaxExcerpt = 30;
    private const string Escaped = "\"\\/\b\f\n\r\t";

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private string PeekWord()
    {
        var end = _at;
        while (end < _text.Length && Rune.GetRuneAt(_text, end) is var character && IsNameCharacter(character))
            end += character.Utf16SequenceLength;
        return _text[_at..end];
    }

    private bool TryWord(string word)
    {
        SkipSpace();
        if (!PeekWord().Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _at += word.Length;
        return true;
    }

    private bool TrySymbol(string symbol)
    {
        SkipSpace();
        if (!_text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
            return false;
        _at += symbol.Length;
        return true;
    }

    private bool TrySkip(char character)
    {
        if (_at == _text.Length || _text[_at] != character)
            return false;
        _at++;
        return true;
    }

    private void Require(string symbol, string expected)
    {
        if (!TrySymbol(symbol))
            throw Expected(expected);
    }

    private string ReadKey()
    {
        if (!TrySkip('`'))
        {
            var word = PeekWord();
            if (word.Length == 0)
                throw Expected("the name of an attribute");
            _at += word.Length;
            return word;
        }

        var (start, key) = (_at - 1, new StringBuilder());
        while (_at < _text.Length)
        {
            if (!TrySkip('`'))
                key.Append(_text[_at++]);
            else if (TrySkip('`'))
                key.Append('`');
            else
                return key.ToString();
        }

        throw Invalid(start, "this backquote is never closed");
    }

    // After the opening quote; JSON's escapes.
    private string ReadText()
    {
        var (start, text) = (_at - 1, new StringBuilder());
        while (_at < _text.Length)
        {
            if (TrySkip('"'))
                return HalfPair(text.ToString()) < 0 ? text.ToString() : throw Invalid(start, "this string has half a surrogate pair");
            text.Append(TrySkip('\\') ? ReadEscape() : _text[_at++]);
        }

        throw Invalid(start, "this string is never closed");
    }

    private char ReadEscape()
    {
        var start = _at - 1;
        var escape = _at < _text.Length ? _text[_at++] : '\0';
        if (Escapes.IndexOf(escape) is >= 0 and var known)
            return Escaped[known];
        if (escape == 'u' && _at + 4 <= _text.Length
            && ushort.TryParse(_text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            _at += 4;
            return (char)unit;
        }

        throw Invalid(start, """expected one of JSON's escapes: \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits""");
    }

    // Where half a surrogate pair stands alone; -1 where none does.
    private static int HalfPair(ReadOnlySpan<char> text)
    {
        for (var k = 0; k < text.Length; k++)
        {
            if (!char.IsSurrogate(text[k]))
                continue;
            if (k + 1 == text.Length || !char.IsSurrogatePair(text[k], text[k + 1]))
                return k;
            k++;
        }

        return -1;
    }

    private InvalidFilterException Expected(string what)
    {
        SkipSpace();
        var found = PeekWord() is { Length: > 0 } word ? $"'{(word.Length > MaxExcerpt ? word[..MaxExcerpt] + "…" : word)}'" : _at < _text.Length ? $"'{Rune.GetRuneAt(_text, _at)}'" : "the end";
        return Invalid(_at, $"expected {what}, found {found}");
    }

    private InvalidFilterException Invalid(int at, string problem) => new(ExternalId.Characters(_text.AsSpan(0, at)) + 1, problem);
}
