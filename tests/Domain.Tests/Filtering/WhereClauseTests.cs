using System.Text;
using KDiffE.Domain.Filtering;

namespace KDiffE.Domain.Tests.Filtering;

/// <summary>What the grammar takes, what it makes of it, and where it says that something is wrong.</summary>
public sealed class WhereClauseTests
{
    [Theory]
    [InlineData("year>=1990", "year >= 1990")]
    [InlineData("price < 20.50", "price < 20.5")]
    [InlineData("genre=\"noir\"", "genre = \"noir\"")]
    [InlineData("genre in(\"noir\",\"western\")", "genre in (\"noir\", \"western\")")]
    [InlineData("genre NOT IN (1, true, \"x\")", "genre not in (1, true, \"x\")")]
    [InlineData("genre in (\"noir\")", "genre = \"noir\"")]
    [InlineData("genre not in (\"noir\")", "genre != \"noir\"")]
    [InlineData("Exists ( director )", "exists(director)")]
    [InlineData("discontinued = TRUE", "discontinued = true")]
    [InlineData("a=1 or b=2 and c=3", "a = 1 or b = 2 and c = 3")]
    [InlineData("(a=1 or b=2) and c=3", "(a = 1 or b = 2) and c = 3")]
    [InlineData("((a=1 and (b=2 and c=3)))", "a = 1 and b = 2 and c = 3")]
    [InlineData("not a=1 and b=2", "not a = 1 and b = 2")]
    [InlineData("not(a=1 and b=2)", "not (a = 1 and b = 2)")]
    [InlineData("not not a=1", "not not a = 1")]
    [InlineData("`page count`.`a``b`.c = 1", "`page count`.`a``b`.c = 1")]
    [InlineData("`plain`.x-1._y = 1", "plain.x-1._y = 1")]
    [InlineData("`not` = 1", "`not` = 1")]
    [InlineData("a.not = 1", "a.not = 1")]
    [InlineData("`` = 1", "`` = 1")]
    [InlineData("größe.清 = -0", "größe.清 = 0")]
    [InlineData("a = \"\\u0041\\n\\\"\\ud83d\\ude00/\\/\"", "a = \"A\\u000a\\\"😀//\"")]
    [InlineData("\t a\n<= 1e2 ", "a <= 100")]
    public void IsWrittenInOneCanonicalForm(string text, string canonical)
    {
        var clause = WhereClause.Parse(text);

        clause.ToString().ShouldBe(canonical);
        WhereClause.Parse(canonical).ShouldBe(clause);
    }

    [Theory]
    [InlineData("", 1, "expected a condition, found the end")]
    [InlineData("  ", 3, "expected a condition, found the end")]
    [InlineData("year", 5, "expected '=', '!=', '<', '<=', '>', '>=', 'in' or 'not in', found the end")]
    [InlineData("year == 1990", 7, "expected a number, a string in double quotes, true or false, found '='")]
    [InlineData("year > true", 8, "expected a number, or a string in double quotes, found 'true'")]
    [InlineData("genre = 'noir'", 9, "expected a number, a string in double quotes, true or false, found '''")]
    [InlineData("genre = noir", 9, "expected a number, a string in double quotes, true or false, found 'noir'")]
    [InlineData("a = 1 b = 2", 7, "expected 'and', 'or' or the end, found 'b'")]
    [InlineData("a = 007", 6, "expected 'and', 'or' or the end, found '07'")]
    [InlineData("(a = 1", 7, "expected 'and', 'or' or ')', found the end")]
    [InlineData("a = 1)", 6, "expected 'and', 'or' or the end, found ')'")]
    [InlineData("a = 1 and", 10, "expected a condition, found the end")]
    [InlineData("and = 1", 1, "expected a condition, found 'and'")]
    [InlineData("a in 1", 6, "expected '(', found '1'")]
    [InlineData("a in ()", 7, "expected a number, a string in double quotes, true or false, found ')'")]
    [InlineData("a in (1 2)", 9, "expected ',' or ')', found '2'")]
    [InlineData("a not 1", 7, "expected 'in', found '1'")]
    [InlineData("exists director", 8, "expected '(', found 'director'")]
    [InlineData("exists(in)", 8, "expected the name of an attribute (one that is a word of the grammar goes into backquotes), found 'in'")]
    [InlineData("a. = 1", 4, "expected the name of an attribute, found '='")]
    [InlineData("😀 = 1", 1, "expected the name of an attribute, found '😀'")]
    [InlineData("`😀` = \"😀\" x", 11, "expected 'and', 'or' or the end, found 'x'")]
    [InlineData("`open = 1", 1, "this backquote is never closed")]
    [InlineData("a = \"open", 5, "this string is never closed")]
    [InlineData("a = \"x\\q\"", 7, """expected one of JSON's escapes: \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits""")]
    [InlineData("a = \"\\u12\"", 6, """expected one of JSON's escapes: \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits""")]
    [InlineData("a = \"\\ud83d\"", 5, "this string has half a surrogate pair")]
    [InlineData("a = 1e999", 5, "this number is too large")]
    public void SaysWhereItIsWrongAndWhatWasExpected(string text, int position, string problem)
    {
        var refusal = Should.Throw<InvalidFilterException>(() => WhereClause.Parse(text));

        refusal.Message.ShouldBe($"column {position}: {problem}");
        refusal.Position.ShouldBe(position);
    }

    [Fact]
    public void HalfASurrogatePairIsNoCharacter() =>
        Should.Throw<InvalidFilterException>(() => WhereClause.Parse("a = \"x\ud83d\"")).Position.ShouldBe(7);

    [Fact]
    public void TakesWhatIsAtTheLimitsAndRefusesWhatIsBeyond()
    {
        Parses(Repeated("a=1 and ", 99) + "a=1");
        Refused(Repeated("a=1 and ", 100) + "a=1", position: 801, "a clause has at most 100 comparisons");
        Refused(Repeated("exists(a) or ", 100) + "exists(a)", position: 1301, "a clause has at most 100 comparisons");
        Parses(Repeated("(", 20) + "a=1" + Repeated(")", 20));
        Refused(Repeated("(", 21) + "a=1" + Repeated(")", 21), position: 21, "parentheses and 'not' stand in each other at most 20 deep");
        Parses(Repeated("not ", 20) + "a=1");
        Refused(Repeated("not(", 11) + "a=1" + Repeated(")", 11), position: 41, "parentheses and 'not' stand in each other at most 20 deep");
        Refused(Repeated("(", 2_000), position: 21, "parentheses and 'not' stand in each other at most 20 deep");
        Parses("a = \"" + Repeated("😀", 1_994) + "\"");
        Refused("a = \"" + Repeated("😀", 1_995) + "\"", position: 2_001, "a clause has at most 2000 characters, with single spaces, and this has 2001");
        Parses("(a=1)and(" + Repeated("(a=1)and", 5) + "(a=1))");
    }

    [Fact]
    public void AClauseThatIsTooLongInCanonicalFormIsRefusedSoThatEveryClauseReadsBack() =>
        Refused("a in (" + Repeated("1,", 990) + "1)", position: 2_001, "a clause has at most 2000 characters, with single spaces, and this has 2978");

    [Fact]
    public void WhatItWritesReadsBackAsTheSameClause()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 5_000; trial++)
        {
            var text = RandomClauses.Next(random);
            var canonical = WhereClause.Parse(text).ToString();

            WhereClause.Parse(canonical).ToString().ShouldBe(canonical, text);
        }
    }

    [Fact]
    public void WhateverComesItIsReadOrRefusedWithAPlaceInIt()
    {
        string[] pieces = [.. "a|.|`|\"|\\|u00|(|)|((((|=|!=|<|>=|,|in|not |and |or |exists|true|1|-|.5|e|1e400| |\n|\0|é|😀|\ud83d|\ude00|清".Split('|'), "|"];
        var random = new Random(2);
        var read = 0;
        for (var trial = 0; trial < 100_000; trial++)
        {
            var text = trial % 2 == 0
                ? string.Concat(random.GetItems(pieces, random.Next(12)))
                : Damaged(random, RandomClauses.Next(random), pieces);
            try
            {
                WhereClause.Parse(text);
                read++;
            }
            catch (InvalidFilterException e)
            {
                e.Position.ShouldBeInRange(1, text.Length + 1, text);
            }
        }

        read.ShouldBeInRange(1_000, 60_000);
    }

    [Theory]
    [InlineData("details.pages", "details.pages")]
    [InlineData(" `and`.`x y` ", "`and`.`x y`")]
    public void APathIsReadAlone(string text, string canonical) => AttributePath.Parse(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("", 1)]
    [InlineData("a b", 3)]
    [InlineData("a..b", 3)]
    [InlineData("a=1", 2)]
    public void APathThatIsNoneIsRefused(string text, int position) =>
        Should.Throw<InvalidFilterException>(() => AttributePath.Parse(text)).Position.ShouldBe(position);

    private static string Damaged(Random random, string text, string[] pieces)
    {
        var damaged = new StringBuilder(text);
        damaged.Remove(random.Next(text.Length), 1);
        damaged.Insert(random.Next(damaged.Length + 1), pieces[random.Next(pieces.Length)]);
        return damaged.ToString();
    }

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static void Parses(string text) => WhereClause.Parse(WhereClause.Parse(text).ToString()).ToString().ShouldBe(WhereClause.Parse(text).ToString());

    private static void Refused(string text, int position, string problem)
    {
        var refusal = Should.Throw<InvalidFilterException>(() => WhereClause.Parse(text));
        refusal.Message.ShouldBe($"column {position}: {problem}");
    }
}
