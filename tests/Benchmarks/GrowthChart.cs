using System.Text.Json;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace KDiffE.Benchmarks;

/// <summary>How an epoch's time grows with the interactions, from the JSON files of <c>kdiffe bench</c>: a table and a picture.</summary>
internal static class GrowthChart
{
    private const int Width = 560;
    private const int Height = 360;

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

    /// <summary>Both axes logarithmic; the dashed line is proportional growth from the first size.</summary>
    private static string Draw(Size[] sizes)
    {
        var plot = new PlotModel { DefaultFont = "sans-serif", Background = OxyColors.White };
        plot.Axes.Add(Axis(AxisPosition.Bottom, "training interactions", "#,##0"));
        plot.Axes.Add(Axis(AxisPosition.Left, "s/epoch", "0.###"));
        var proportional = new LineSeries { LineStyle = LineStyle.Dash, Color = OxyColors.Gray };
        var measured = new LineSeries { MarkerType = MarkerType.Circle, Color = OxyColors.SteelBlue };
        foreach (var size in sizes)
        {
            measured.Points.Add(new DataPoint(size.Interactions, size.Seconds));
            proportional.Points.Add(new DataPoint(size.Interactions, PerInteraction(sizes[0]) * size.Interactions));
        }

        plot.Series.Add(proportional);
        plot.Series.Add(measured);
        return SvgExporter.ExportToString(plot, Width, Height, isDocument: true);

        static LogarithmicAxis Axis(AxisPosition position, string title, string format) => new()
        {
            Position = position,
            Title = title,
            StringFormat = format,
            AxisTitleDistance = 16,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColors.LightGray,
        };
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
