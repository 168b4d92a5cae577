namespace KDiffE.Training.Reports;

/// <summary>Rows of text under their titles, for the console: the first column is text, the others are numbers.</summary>
internal static class ColumnTable
{
    private const string Gap = "  ";

    /// <param name="titles">The titles, one for each column.</param>
    /// <param name="rows">A cell per column each.</param>
    /// <param name="lastIsText">Whether the last column is text too.</param>
    internal static string Format(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows, bool lastIsText = false)
    {
        IReadOnlyList<IReadOnlyList<string>> lines = [titles, .. rows];
        var widths = titles.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        return string.Join(Environment.NewLine, lines.Select(line => string.Join(Gap, line.Select(Align)).TrimEnd()));

        string Align(string cell, int column) => column == 0 || (lastIsText && column == widths.Length - 1)
            ? cell.PadRight(widths[column])
            : cell.PadLeft(widths[column]);
    }
}
