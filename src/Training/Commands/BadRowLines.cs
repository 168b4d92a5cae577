using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Training.Commands;

/// <summary>What a reading refused, as lines on the console.</summary>
internal static class BadRowLines
{
    /// <param name="count">How many rows were refused; nothing is printed for none.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="byFile">How many in each file.</param>
    internal static void Print(long count, IReadOnlyList<BadRow> first, IEnumerable<(string File, long Count)> byFile)
    {
        if (count == 0)
            return;
        Console.WriteLine($"{count:N0} bad rows were left out:");
        foreach (var row in first)
            Console.WriteLine("  " + row);
        if (count > first.Count)
            Console.WriteLine($"  … and more, by file: {string.Join(", ", byFile.Where(file => file.Count > 0).Select(file => $"{file.File} {file.Count:N0}"))}");
    }
}
