using System.Text;

namespace KDiffE.Domain.Filtering;

/// <summary>What a clause says of an item, as a tree.</summary>
internal abstract record Condition
{
    /// <summary>How tightly it holds together: <c>or</c> 0, <c>and</c> 1, everything else 2.</summary>
    internal virtual int Precedence => 2;

    /// <summary>Writes it, with parentheses only where they are needed.</summary>
    internal abstract void Write(StringBuilder text);

    /// <summary>The attributes that it names, each as often as it does.</summary>
    internal abstract IEnumerable<AttributePath> Attributes();

    /// <summary>Ties it to the columns of its attributes.</summary>
    internal abstract RowTest Bind(Func<AttributePath, AttributeColumn> column);

    /// <summary>Writes it as a part of something that holds as tightly as <paramref name="precedence"/> says.</summary>
    internal void WriteInside(int precedence, StringBuilder text)
    {
        if (Precedence >= precedence)
        {
            Write(text);
            return;
        }

        text.Append('(');
        Write(text);
        text.Append(')');
    }
}

/// <summary>All parts hold (<c>and</c>) or any of them does (<c>or</c>); two parts or more, none of them of the same kind.</summary>
internal sealed record Junction(bool All, IReadOnlyList<Condition> Parts) : Condition
{
    internal override int Precedence => All ? 1 : 0;

    /// <summary>Joins parts; <c>a and (b and c)</c> is <c>a and b and c</c>, and one part alone is itself.</summary>
    internal static Condition Of(bool all, IReadOnlyList<Condition> parts) => parts.Count == 1
        ? parts[0]
        : new Junction(all, [.. parts.SelectMany(part => part is Junction inner && inner.All == all ? inner.Parts : [part])]);

    internal override void Write(StringBuilder text)
    {
        for (var k = 0; k < Parts.Count; k++)
        {
            if (k > 0)
                text.Append(All ? " and " : " or ");
            Parts[k].WriteInside(Precedence, text);
        }
    }

    internal override IEnumerable<AttributePath> Attributes() => Parts.SelectMany(part => part.Attributes());

    internal override RowTest Bind(Func<AttributePath, AttributeColumn> column) => new JunctionTest(All, [.. Parts.Select(part => part.Bind(column))]);
}

/// <summary>The opposite holds, which it also does where an attribute is missing.</summary>
internal sealed record Negation(Condition Part) : Condition
{
    internal override void Write(StringBuilder text)
    {
        text.Append("not ");
        Part.WriteInside(Precedence, text);
    }

    internal override IEnumerable<AttributePath> Attributes() => Part.Attributes();

    internal override RowTest Bind(Func<AttributePath, AttributeColumn> column) => new NegationTest(Part.Bind(column));
}

/// <summary>The item has the attribute, and it is not null.</summary>
internal sealed record Existence(AttributePath Attribute) : Condition
{
    internal override void Write(StringBuilder text) => text.Append("exists(").Append(Attribute).Append(')');

    internal override IEnumerable<AttributePath> Attributes() => [Attribute];

    internal override RowTest Bind(Func<AttributePath, AttributeColumn> column) => new ExistenceTest(column(Attribute));
}
