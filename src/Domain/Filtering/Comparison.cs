using System.Text;

namespace KDiffE.Domain.Filtering;

/// <summary>How an attribute is compared.</summary>
internal enum Comparator
{
    /// <summary><c>=</c> one value, or <c>in</c> several.</summary>
    In,

    /// <summary><c>!=</c> one value, or <c>not in</c> several: the attribute is there, and none of its elements is one of them.</summary>
    NotIn,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    AtMost,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    AtLeast,
}

/// <summary>An attribute compared with values; with one value unless it is <see cref="Comparator.In"/> or <see cref="Comparator.NotIn"/>.</summary>
internal sealed record Comparison(AttributePath Attribute, Comparator Comparator, IReadOnlyList<Literal> Values) : Condition
{
    internal override void Write(StringBuilder text)
    {
        var several = Values.Count > 1;
        text.Append(Attribute).Append(Comparator switch
        {
            Comparator.In => several ? " in (" : " = ",
            Comparator.NotIn => several ? " not in (" : " != ",
            Comparator.Less => " < ",
            Comparator.AtMost => " <= ",
            Comparator.Greater => " > ",
            _ => " >= ",
        });
        for (var k = 0; k < Values.Count; k++)
        {
            if (k > 0)
                text.Append(", ");
            Values[k].Write(text);
        }

        if (several)
            text.Append(')');
    }

    internal override IEnumerable<AttributePath> Attributes() => [Attribute];

    internal override RowTest Bind(Func<AttributePath, AttributeColumn> column) => new ComparisonTest(column(Attribute), this);
}
