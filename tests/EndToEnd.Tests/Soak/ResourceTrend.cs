using System.Globalization;

namespace KDiffE.EndToEnd.Tests.Soak;

/// <summary>What a process holds over time, and whether that grows.</summary>
/// <param name="process">Its id.</param>
internal sealed class ResourceTrend(int process)
{
    private const int CoursePoints = 6;

    private readonly List<(double Hours, double Value)> _memory = [];
    private readonly List<double> _code = [];
    private readonly List<(double Hours, double Value)> _handles = [];

    /// <summary>Notes what it holds now.</summary>
    /// <param name="at">How long the soak has gone on.</param>
    public void Sample(TimeSpan at)
    {
        var status = File.ReadAllLines($"/proc/{process}/status");
        _memory.Add((at.TotalHours, Megabytes("VmRSS:")));
        // Where the runtime has code that it compiled.
        _code.Add(Megabytes("RssShmem:"));
        _handles.Add((at.TotalHours, Directory.GetFileSystemEntries($"/proc/{process}/fd").Length));

        double Megabytes(string name) => double.Parse(
            status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Medians of consecutive sixths of the time, in MiB: resident memory, and in brackets what of it is compiled code.</summary>
    public string Course => string.Join(
        ", ", _memory.Select(sample => sample.Value).Zip(_code).Chunk(Math.Max(1, _memory.Count / CoursePoints)).Select(part => string.Create(
            CultureInfo.InvariantCulture, $"{part.Select(sample => sample.First).Order().ElementAt(part.Length / 2):F0} ({part.Select(sample => sample.Second).Order().ElementAt(part.Length / 2):F0})")));

    /// <summary>MiB of resident memory per hour, after <paramref name="from"/>.</summary>
    public double MemorySlope(TimeSpan from) => Slope(After(_memory, from));

    /// <summary>Open files and sockets per hour, after <paramref name="from"/>.</summary>
    public double HandleSlope(TimeSpan from) => Slope(After(_handles, from));

    /// <summary>The largest that was seen: MiB of memory, and handles.</summary>
    public (double Memory, double Handles) Peak => (_memory.Max(sample => sample.Value), _handles.Max(sample => sample.Value));

    /// <summary>
    /// The median of the slopes between all pairs of points (Theil 1950, Sen 1968). A least-squares line would follow the few
    /// samples that fall into a collection or a swap.
    /// </summary>
    internal static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        var slopes = new List<double>();
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = i + 1; j < points.Count; j++)
                slopes.Add((points[j].Y - points[i].Y) / (points[j].X - points[i].X));
        }

        slopes.Sort();
        return slopes[slopes.Count / 2];
    }

    private static List<(double Hours, double Value)> After(List<(double Hours, double Value)> samples, TimeSpan from) =>
        [.. samples.Where(sample => sample.Hours >= from.TotalHours)];
}
