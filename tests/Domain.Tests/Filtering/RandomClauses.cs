namespace KDiffE.Domain.Tests.Filtering;

/// <summary>Clauses over the attributes that the tests make, and over some that nobody has.</summary>
internal static class RandomClauses
{
    private static readonly string[] Names = ["year", "price", "genre", "tags", "sold", "mixed", "details.pages", "details.`by whom`", "nobody", "`and`", "details"];
    private static readonly string[] Values =
        ["0", "1", "-1", "1990", "1995", "2e3", "19.5", "\"noir\"", "\"western\"", "\"1995\"", "\"\"", "\"a\\\"\\\\\\u00e9\\n\"", "\"😀\"", "true", "false"];

    /// <summary>A clause of some depth, with spaces and letter cases as they come.</summary>
    internal static string Next(Random random, int depth = 4) => (depth == 0 ? 0 : random.Next(8)) switch
    {
        5 => $"({Next(random, depth - 1)} {Word(random, "and")} {Next(random, depth - 1)})",
        6 => $"{Next(random, depth - 1)} {Word(random, "or")} {Next(random, depth - 1)}",
        7 => $"{Word(random, "not")} {Next(random, depth - 1)}",
        _ => Comparison(random),
    };

    private static string Comparison(Random random)
    {
        var (name, space) = (Names[random.Next(Names.Length)], Space(random));
        return random.Next(6) switch
        {
            0 => $"exists{space}({space}{name})",
            1 => $"{name} {Word(random, "in")}{space}({string.Join("," + space, random.GetItems(Values, random.Next(1, 5)))})",
            2 => $"{name} {Word(random, "not")} in ({string.Join(", ", random.GetItems(Values, random.Next(1, 5)))})",
            3 => $"{name}{space}{random.GetItems(["=", "!="], 1)[0]}{space}{Values[random.Next(Values.Length)]}",
            _ => $"{name}{space}{random.GetItems(["<", "<=", ">", ">="], 1)[0]}{space}{Values[random.Next(Values.Length - 2)]}",
        };
    }

    private static string Space(Random random) => random.Next(3) switch { 0 => "", 1 => " ", _ => "  " };

    private static string Word(Random random, string word) => random.Next(4) == 0 ? word.ToUpperInvariant() : word;
}
