using System.Buffers.Text;
using System.Globalization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Times of interactions: Unix seconds in the file, microseconds since 1970 in the database.</summary>
internal static class EventTime
{
    // The first and last seconds of years 1 to 9999 are PostgreSQL's -infinity and infinity to Npgsql.
    private static readonly double MinSeconds = new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly double MaxSeconds = new DateTimeOffset(9999, 12, 30, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static readonly (string Name, double PerSecond)[] OtherUnits = [("milliseconds", 1e3), ("microseconds", 1e6), ("nanoseconds", 1e9)];

    /// <summary>Reads a time to the microsecond.</summary>
    /// <param name="text">The field, which is a number.</param>
    /// <param name="seconds">The same as a number.</param>
    /// <param name="microseconds">Since 1970.</param>
    /// <returns>Whether it lies between the years 1 and 9999.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> text, double seconds, out long microseconds)
    {
        microseconds = 0;
        if (seconds < MinSeconds || seconds > MaxSeconds)
            return false;
        // Far from 1970 a double holds no microseconds any more; digits without an exponent do.
        microseconds = Utf8Parser.TryParse(text, out decimal exact, out var consumed, 'F') && consumed == text.Length
            ? (long)decimal.Round(exact * 1_000_000)
            : (long)Math.Round(seconds * 1e6);
        return true;
    }

    /// <summary>What a number that is no likely time would be in another unit; empty where it is none in any.</summary>
    /// <param name="seconds">Taken for seconds.</param>
    /// <param name="latest">The latest likely time.</param>
    internal static string Guess(double seconds, DateTimeOffset latest)
    {
        foreach (var (name, perSecond) in OtherUnits)
        {
            if (seconds > 0 && seconds / perSecond <= latest.ToUnixTimeSeconds())
            {
                var date = DateTimeOffset.UnixEpoch.AddSeconds(seconds / perSecond).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                return $"in {name} it would be {date}";
            }
        }

        return "";
    }
}
