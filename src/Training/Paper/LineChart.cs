using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace KDiffE.Training.Paper;

/// <summary>Points of one or two lines over named places, as an SVG picture; the second line has the axis at the right.</summary>
/// <param name="Title">Above the chart.</param>
/// <param name="Axis">Below it.</param>
/// <param name="Places">The names of the places, in order.</param>
internal sealed record LineChart(string Title, string Axis, IReadOnlyList<string> Places)
{
    private const int Width = 480;
    private const int Height = 320;

    /// <summary>Draws the chart.</summary>
    /// <param name="left">The line of the left axis.</param>
    /// <param name="right">That of the right one; null for none.</param>
    /// <returns>SVG.</returns>
    internal string ToSvg(Line left, Line? right)
    {
        // Any font of the reader's: where this runs there may be none.
        var plot = new PlotModel { Title = Title, TitleFontSize = 14, DefaultFont = "sans-serif", Background = OxyColors.White };
        var places = new CategoryAxis { Position = AxisPosition.Bottom, Title = Axis, IsTickCentered = true };
        places.Labels.AddRange(Places);
        plot.Axes.Add(places);
        Add(left, AxisPosition.Left, OxyColors.SteelBlue);
        if (right is { } line)
            Add(line, AxisPosition.Right, OxyColors.DarkOrange);
        return SvgExporter.ExportToString(plot, Width, Height, isDocument: true);

        void Add(Line line, AxisPosition position, OxyColor colour)
        {
            plot.Axes.Add(new LinearAxis
            {
                Position = position,
                Key = line.Name,
                Title = line.Name,
                TitleColor = colour,
                AxisTitleDistance = 16,
                MinimumPadding = 0.2,
                MaximumPadding = 0.2,
            });
            var points = new LineSeries { YAxisKey = line.Name, Color = colour, MarkerType = MarkerType.Circle };
            var spreads = new ScatterErrorSeries { YAxisKey = line.Name, MarkerType = MarkerType.None, ErrorBarColor = colour };
            for (var place = 0; place < Places.Count; place++)
            {
                if (line.Points[place] is not { } point)
                    continue;
                points.Points.Add(new DataPoint(place, point.Mean));
                // A bar is drawn half above the point and half below.
                spreads.Points.Add(new ScatterErrorPoint(place, point.Mean, 0, 2 * point.Spread));
            }

            plot.Series.Add(points);
            plot.Series.Add(spreads);
        }
    }

    /// <summary>A line: its name, and its value at each place with the spread; null where nothing was measured.</summary>
    internal readonly record struct Line(string Name, IReadOnlyList<(double Mean, double Spread)?> Points);
}
