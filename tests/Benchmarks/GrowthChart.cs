using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KDiffE.Benchmarks;

/// <summary>How an epoch's time grows with the interactions, from the JSON files of <c>kdiffe bench</c>: a table and a picture.</summary>
internal static class GrowthChart
{
    private const int Width = 560;
    private const int Height = 360;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 20;
    private const int Bottom = 50;

    private sealed record Size(int Interactions, double Seconds, long PeakMb);

    /// <summary>Prints the table as Markdown and writes the picture.</summary>
    /// <param name="picture">SVG file to write.</param>
    /// <param name="reports">Files of <c>bench --json</c>; of several of one size the fastest counts.</param>
    internal static void Write(string picture, IEnumerable<string> reports)
    {
        Size[] sizes = [.. reports.Select(Read).GroupBy(size => size.Interactions).Select(runs => runs.MinBy(run => run.Seconds)!).OrderBy(size => size.Interactions)];
        Console.WriteLine("| training interactions | s/epoch | s per million | growth beside that of the interactions | peak memory |");
        Console.WriteLine("|---|---|---|---|---|");
        for (var k = 0; k < sizes.Length; k++)
        {
            var growth = k == 0 ? "–" : Invariant($"{PerInteraction(sizes[k]) / PerInteraction(sizes[k - 1]):F2}×");
            Console.WriteLine(Invariant(
                $"| {sizes[k].Interactions:N0} | {sizes[k].Seconds:F2} | {PerInteraction(sizes[k]) * 1e6:F1} | {growth} | {sizes[k].PeakMb} MiB |"));
        }

        File.WriteAllText(picture, Draw(sizes));
    }

    private static double PerInteraction(Size size) => size.Seconds / size.Interactions;

    private static Size Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        return new Size(
            root.GetProperty("dataset").GetProperty("train").GetInt32(), root.GetProperty("seconds_per_epoch").GetDouble(),
            root.GetProperty("peak_rss_mb").GetInt64());
    }

    /// <summary>Both axes logarithmic, whole powers of ten at their ends; the dashed line is proportional growth from the first size.</summary>
    private static string Draw(Size[] sizes)
    {
        var (x0, x1) = Decades(sizes.Select(size => (double)size.Interactions));
        var (y0, y1) = Decades(sizes.Select(size => size.Seconds));
        var svg = new StringBuilder(Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n"));
        for (var decade = x0; decade <= x1; decade++)
        {
            Line(X(Math.Pow(10, decade)), Top, X(Math.Pow(10, decade)), Height - Bottom, "#ddd", "");
            Text(X(Math.Pow(10, decade)), Height - Bottom + 18, "middle", Math.Pow(10, decade).ToString("N0", CultureInfo.InvariantCulture));
        }

        for (var decade = y0; decade <= y1; decade++)
        {
            Line(Left, Y(Math.Pow(10, decade)), Width - Right, Y(Math.Pow(10, decade)), "#ddd", "");
            Text(Left - 8, Y(Math.Pow(10, decade)) + 4, "end", Math.Pow(10, decade).ToString("0.###", CultureInfo.InvariantCulture));
        }

        Text((Left + Width - Right) / 2.0, Height - 10, "middle", "training interactions");
        Text(Left, Top - 6, "middle", "s/epoch");
        Line(X(sizes[0].Interactions), Y(sizes[0].Seconds), X(sizes[^1].Interactions), Y(PerInteraction(sizes[0]) * sizes[^1].Interactions), "#888", "4 4");
        for (var k = 1; k < sizes.Length; k++)
            Line(X(sizes[k - 1].Interactions), Y(sizes[k - 1].Seconds), X(sizes[k].Interactions), Y(sizes[k].Seconds), "#1f6feb", "");
        foreach (var size in sizes)
            svg.Append(Invariant($"<circle cx=\"{X(size.Interactions):F1}\" cy=\"{Y(size.Seconds):F1}\" r=\"4\" fill=\"#1f6feb\"/>\n"));
        return svg.Append("</svg>\n").ToString();

        double X(double value) => Left + ((Width - Left - Right) * (Math.Log10(value) - x0) / (x1 - x0));

        double Y(double value) => Height - Bottom - ((Height - Top - Bottom) * (Math.Log10(value) - y0) / (y1 - y0));

        void Line(double fromX, double fromY, double toX, double toY, string colour, string dashes) => svg.Append(Invariant(
            $"<line x1=\"{fromX:F1}\" y1=\"{fromY:F1}\" x2=\"{toX:F1}\" y2=\"{toY:F1}\" stroke=\"{colour}\" stroke-width=\"1.5\" stroke-dasharray=\"{dashes}\"/>\n"));

        void Text(double x, double y, string anchor, string content) =>
            svg.Append(Invariant($"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">{content}</text>\n"));
    }

    private static (int First, int Last) Decades(IEnumerable<double> values)
    {
        double[] logarithms = [.. values.Select(Math.Log10)];
        return ((int)Math.Floor(logarithms.Min()), (int)Math.Ceiling(logarithms.Max()));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
