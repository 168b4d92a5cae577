using System.Globalization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Thrown where a single bad row makes the whole folder unacceptable; the message lists the first ones.</summary>
public sealed class BadRowsException(BadRows rows) : Exception(Describe(rows))
{
    /// <summary>What was refused.</summary>
    public BadRows Rows { get; } = rows;

    private static string Describe(BadRows rows)
    {
        var count = rows.Count.ToString("N0", CultureInfo.InvariantCulture);
        var head = rows.Count == 1 ? "1 bad row" : $"{count} bad rows";
        if (rows.Count > rows.First.Count)
            head += $" (the first {rows.First.Count})";
        return string.Join('\n', [head + ":", .. rows.First.Select(r => "  " + r)]);
    }
}
