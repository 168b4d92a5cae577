using System.Text;
using KDiffE.Domain.Data;

namespace KDiffE.Domain.Filtering;

/// <summary>Reads a <see cref="WhereClause"/> from left to right, a method a rule of the grammar.</summary>
internal sealed partial class WhereParser
{
    private static readonly HashSet<string> Keywords = new(["and", "or", "not", "in", "exists", "true", "false"], StringComparer.OrdinalIgnoreCase);
    private static readonly (string Symbol, Comparator Comparator)[] Comparators =
        [("!=", Comparator.NotIn), ("<=", Comparator.AtMost), (">=", Comparator.AtLeast), ("=", Comparator.In), ("<", Comparator.Less), (">", Comparator.Greater)];

    private readonly string _text;
    private int _at;
    private int _comparisons;
    private int _nesting;

    /// <exception cref="InvalidFilterException">The text is too long, or has half a surrogate pair.</exception>
    internal WhereParser(string text)
    {
        _text = text;
        CheckLength(text);
        if (HalfPair(text) is >= 0 and var half)
            throw Invalid(half, "this is half a surrogate pair, and no character");
    }

    /// <summary>Letters and digits of any script, <c>_</c> and <c>-</c>.</summary>
    internal static bool IsNameCharacter(Rune character) => Rune.IsLetterOrDigit(character) || character.Value is '_' or '-';

    /// <summary>Whether a word is one of the grammar's.</summary>
    internal static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <exception cref="InvalidFilterException">The text is too long.</exception>
    internal static void CheckLength(string text)
    {
        if (text.Length > WhereClause.MaxCharacters && ExternalId.Characters(text) is var characters && characters > WhereClause.MaxCharacters)
            throw new InvalidFilterException(WhereClause.MaxCharacters + 1, $"a clause has at most {WhereClause.MaxCharacters} characters, with single spaces, and this has {characters}");
    }

    /// <summary>Reads a rule that must take up the whole text.</summary>
    internal T ReadWhole<T>(Func<T> rule)
    {
        var value = rule();
        SkipSpace();
        return _at == _text.Length ? value : throw Expected(value is Condition ? "'and', 'or' or the end" : "'.' or the end");
    }

    internal Condition ReadCondition() => ReadJunction("or", all: false, () => ReadJunction("and", all: true, ReadFactor));

    /// <summary>Reads a name.</summary>
    internal AttributePath ReadPath()
    {
        SkipSpace();
        if (IsKeyword(PeekWord()))
            throw Expected("the name of an attribute (one that is a word of the grammar goes into backquotes)");
        var keys = new List<string>();
        do
            keys.Add(ReadKey());
        while (TrySkip('.'));
        return new AttributePath(keys);
    }

    private Condition ReadJunction(string word, bool all, Func<Condition> part)
    {
        var parts = new List<Condition> { part() };
        while (TryWord(word))
            parts.Add(part());
        return Junction.Of(all, parts);
    }

    private Condition ReadFactor()
    {
        SkipSpace();
        var start = _at;
        if (TryWord("not"))
            return new Negation(Nested(start, ReadFactor));
        if (TrySymbol("("))
        {
            var inner = Nested(start, ReadCondition);
            Require(")", "'and', 'or' or ')'");
            return inner;
        }

        if (!TryWord("exists"))
        {
            if (_at == _text.Length || IsKeyword(PeekWord()))
                throw Expected("a condition");
            Count(start);
            return ReadComparison(ReadPath());
        }

        Count(start);
        Require("(", "'('");
        var existence = new Existence(ReadPath());
        Require(")", "')'");
        return existence;
    }

    private Comparison ReadComparison(AttributePath attribute)
    {
        var none = TryWord("not");
        if (TryWord("in"))
        {
            Require("(", "'('");
            var values = new List<Literal>();
            do
                values.Add(ReadValue(ordered: false));
            while (TrySymbol(","));
            Require(")", "',' or ')'");
            return new Comparison(attribute, none ? Comparator.NotIn : Comparator.In, values);
        }

        if (none)
            throw Expected("'in'");
        foreach (var (symbol, comparator) in Comparators)
        {
            if (TrySymbol(symbol))
                return new Comparison(attribute, comparator, [ReadValue(ordered: comparator is not (Comparator.In or Comparator.NotIn))]);
        }

        throw Expected("'=', '!=', '<', '<=', '>', '>=', 'in' or 'not in'");
    }

    private Literal ReadValue(bool ordered)
    {
        SkipSpace();
        if (TrySkip('"'))
            return new TextLiteral(ReadText());
        if (JsonNumber.Read(_text.AsSpan(_at), out var number) is > 0 and var length)
        {
            if (double.IsInfinity(number))
                throw Invalid(_at, "this number is too large");
            _at += length;
            return new NumberLiteral(number == 0 ? 0 : number);
        }

        if (!ordered && TryWord("true"))
            return new TruthLiteral(true);
        if (!ordered && TryWord("false"))
            return new TruthLiteral(false);
        throw Expected(ordered ? "a number, or a string in double quotes" : "a number, a string in double quotes, true or false");
    }

    private T Nested<T>(int start, Func<T> rule)
    {
        if (++_nesting > WhereClause.MaxNesting)
            throw Invalid(start, $"parentheses and 'not' stand in each other at most {WhereClause.MaxNesting} deep");
        var value = rule();
        _nesting--;
        return value;
    }

    private void Count(int start)
    {
        if (++_comparisons > WhereClause.MaxComparisons)
            throw Invalid(start, $"a clause has at most {WhereClause.MaxComparisons} comparisons");
    }
}
