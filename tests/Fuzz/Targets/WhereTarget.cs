using System.Text;
using KDiffE.Domain.Filtering;

namespace KDiffE.Fuzz.Targets;

/// <summary>The <c>where=</c> grammar: what is read is written in a form that reads back as the same, and is evaluated.</summary>
internal sealed class WhereTarget() : FuzzTarget("where", typeof(InvalidFilterException))
{
    private static readonly byte[][] Items =
    [
        """{"year": 1990, "genre": ["a", "b"], "price": 9.5, "new": true, "details": {"pages": 320}}"""u8.ToArray(),
        """{"year": "1995", "genre": "a", "price": null}"""u8.ToArray(),
        [],
    ];

    protected override void Read(ReadOnlySpan<byte> input)
    {
        var clause = WhereClause.Parse(Encoding.UTF8.GetString(input));
        Require(WhereClause.Parse(clause.ToString()).Equals(clause), $"'{clause}' does not read back as itself.");
        var attributes = new ItemAttributes(Items.Length);
        for (var row = 0; row < Items.Length; row++)
            attributes.Set(row, Items[row]);
        for (var row = 0; row < Items.Length; row++)
            attributes.Matches(clause, row);
    }
}
