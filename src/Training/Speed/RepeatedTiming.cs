using System.Diagnostics;

namespace KDiffE.Training.Speed;

/// <summary>Times work that can be repeated, by running it several times.</summary>
internal static class RepeatedTiming
{
    private const double LeastSeconds = 0.5;
    private const int LeastRuns = 5;

    /// <summary>The least seconds of several runs, which other work on the machine disturbs least.</summary>
    internal static double Least(Action action)
    {
        action();
        var (least, total) = (double.MaxValue, 0.0);
        for (var run = 0; run < LeastRuns || total < LeastSeconds; run++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            (least, total) = (Math.Min(least, seconds), total + seconds);
        }

        return least;
    }
}
