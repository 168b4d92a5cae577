using System.Globalization;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>How long something took or is ago, for people.</summary>
public static class Duration
{
    /// <summary>A time in its largest unit of which there are two or more, such as <c>3 days</c>; less than none is <c>0 seconds</c>.</summary>
    public static string InWords(TimeSpan time)
    {
        var (count, unit) = time switch
        {
            { TotalDays: >= 2 } => (time.TotalDays, "days"),
            { TotalHours: >= 2 } => (time.TotalHours, "hours"),
            { TotalMinutes: >= 2 } => (time.TotalMinutes, "minutes"),
            _ => (Math.Max(time.TotalSeconds, 0), "seconds"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(count):0} {unit}");
    }
}
