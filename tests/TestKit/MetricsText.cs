using System.Globalization;

namespace KDiffE.TestKit;

/// <summary>What a process shows at <c>/metrics</c>.</summary>
/// <param name="text">The body, in Prometheus' text format.</param>
public sealed class MetricsText(string text)
{
    private readonly string[] _lines = text.Split('\n');

    /// <summary>The body as it came.</summary>
    public string Text => text;

    /// <summary>KDiffE's own metrics.</summary>
    public IReadOnlyList<string> OwnNames => [.. _lines
        .Where(line => line.StartsWith("# TYPE kdiffe_", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).Order(StringComparer.Ordinal)];

    /// <summary>The value of the one series that has a name and all of some labels, such as <c>state="failed"</c>; null where there is none.</summary>
    public double? this[string name, params string[] labels] =>
        _lines.SingleOrDefault(line => (line.StartsWith(name + '{', StringComparison.Ordinal) || line.StartsWith(name + ' ', StringComparison.Ordinal))
            && labels.All(label => line.Contains(label, StringComparison.Ordinal))) is { } found
            ? double.Parse(found[(found.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)
            : null;

    /// <summary>The names that the documentation lists for a process.</summary>
    /// <param name="process"><c>API</c> or <c>worker</c>.</param>
    public static IReadOnlyList<string> Documented(string process) => [.. File.ReadLines(Path.Combine(CheckoutFolder.Root, "docs", "observability.md"))
        .Where(line => line.StartsWith("| `kdiffe_", StringComparison.Ordinal)).Select(line => line.Split('|'))
        .Where(cells => cells[2].Trim() == process).Select(cells => cells[1].Trim(' ', '`').Split('{')[0]).Order(StringComparer.Ordinal)];
}
