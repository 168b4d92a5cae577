using System.Globalization;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>What the numbers of a column of times count since 1970.</summary>
internal enum TimeUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// <summary>Times as sources have them: numbers in some unit, or ISO 8601.</summary>
internal static class SourceTime
{
    private static readonly decimal[] UnitsPerSecond = [1, 1_000, 1_000_000, 1_000_000_000];
    private static readonly DateTime Earliest = new(1, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF 'UTC'",
    ];

    /// <summary>Nothing that happened lies later: tomorrow, as clocks differ.</summary>
    internal static DateTime Latest { get; } = DateTime.UtcNow.AddDays(1);

    /// <summary>
    /// The unit of a column by the largest of some of its numbers: the largest unit in which that is not in the future.
    /// Milliseconds of 1973 are too large for seconds, so that only the first weeks of 1970 can be mistaken.
    /// </summary>
    internal static TimeUnit UnitOf(decimal largest)
    {
        var unit = TimeUnit.Seconds;
        while (unit < TimeUnit.Nanoseconds && largest / UnitsPerSecond[(int)unit] > (decimal)(Latest - DateTime.UnixEpoch).TotalSeconds)
            unit++;
        return unit;
    }

    /// <summary>Reads a number of times; false for what is none.</summary>
    internal static bool TryNumber(ReadOnlySpan<char> text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads a time as seconds since 1970, to the microsecond; says why it is none.</summary>
    internal static string? Read(ReadOnlySpan<char> text, TimeUnit unit, out decimal seconds)
    {
        var isNumber = TryNumber(text, out var number);
        if (isNumber)
            seconds = decimal.Round(number / UnitsPerSecond[(int)unit], 6);
        else if (DateTime.TryParseExact(
            text, IsoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowTrailingWhite, out var time))
            seconds = decimal.Round((decimal)(time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond, 6);
        else
        {
            seconds = 0;
            return $"'{FieldText.Excerpt(text)}' is no time: neither a number nor ISO 8601";
        }

        if (seconds > (decimal)(Latest - DateTime.UnixEpoch).TotalSeconds)
            return $"'{FieldText.Excerpt(text)}' lies in the future{(isNumber ? $" in {unit.ToString().ToLowerInvariant()}, the unit of the column" : "")}";
        return seconds < (decimal)(Earliest - DateTime.UnixEpoch).TotalSeconds ? $"'{FieldText.Excerpt(text)}' is no time between the year 1 and today" : null;
    }
}
