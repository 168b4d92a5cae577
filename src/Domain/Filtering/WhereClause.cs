using System.Text;

namespace KDiffE.Domain.Filtering;

/// <summary>
/// A condition on the attributes of items, each a JSON object:
/// <code>
/// clause     = part { "or" part }            part  = factor { "and" factor }
/// factor     = "not" factor | "(" clause ")" | "exists" "(" name ")" | name comparison
/// comparison = ( "=" | "!=" | "&lt;" | "&lt;=" | ">" | ">=" ) value | [ "not" ] "in" "(" value { "," value } ")"
/// value      = number | string in double quotes | "true" | "false"       both as JSON has them
/// </code>
/// Names are those of <see cref="AttributePath"/>; the words of the grammar are written in either case, and a name that is
/// one of them goes into backquotes. A list matches when one of its elements does; <c>!=</c> and <c>not in</c> say that
/// none does. Where the attribute is missing or null, every comparison is false, <c>!=</c> included. Types do not
/// convert, <c>year = "1990"</c> does not find the number 1990, but for one thing: a number also finds the text that is it
/// in plain digits, since files of tokens keep numbers so; <c>year >= 1990</c> finds "1995". Strings are ordered by their
/// UTF-16 units, truth values are not ordered. Numbers are 64-bit floating point.
/// </summary>
public sealed class WhereClause : IEquatable<WhereClause>
{
    /// <summary>The most characters of a clause, as it is given and as <see cref="ToString"/> writes it.</summary>
    public const int MaxCharacters = 2_000;

    /// <summary>The most comparisons, <c>exists</c> included.</summary>
    public const int MaxComparisons = 100;

    /// <summary>How deep parentheses and <c>not</c> may stand in each other.</summary>
    public const int MaxNesting = 20;

    private readonly string _text;

    private WhereClause(Condition root)
    {
        Root = root;
        var text = new StringBuilder();
        root.Write(text);
        _text = text.ToString();
    }

    /// <summary>What it says.</summary>
    internal Condition Root { get; }

    /// <summary>Reads a clause.</summary>
    /// <exception cref="InvalidFilterException">It is none, or over a limit.</exception>
    public static WhereClause Parse(string text)
    {
        var parser = new WhereParser(text);
        var clause = new WhereClause(parser.ReadWhole(parser.ReadCondition));
        WhereParser.CheckLength(clause._text);
        return clause;
    }

    /// <inheritdoc/>
    public bool Equals(WhereClause? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WhereClause);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The clause in its canonical form, which reads back as the same clause: equal clauses have equal texts.</summary>
    public override string ToString() => _text;
}
