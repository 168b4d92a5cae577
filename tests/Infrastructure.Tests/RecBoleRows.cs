namespace KDiffE.Infrastructure.Tests;

/// <summary>An atomic file as a set of rows that does not depend on the order of columns; read as a plain text file.</summary>
internal static class RecBoleRows
{
    public static List<string> Read(string path)
    {
        var lines = File.ReadAllText(path).Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        var header = lines[0].Split('\t');
        return [.. lines.Skip(1).Select(line => Row(header, line.Split('\t'))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string Row(string[] header, string[] fields) => string.Join(
        " | ", header.Zip(fields).Where(f => f.Second.Length > 0).Select(f => $"{f.First}={f.Second}").Order(StringComparer.Ordinal));
}
