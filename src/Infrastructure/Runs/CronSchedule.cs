using Cronos;

namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// Times as cron gives them in a time zone: minute, hour, day of month, month and day of week, as Cronos reads them. On the
/// day on which a clock goes forward, a time that it leaves out comes at the end of the gap; on the day on which it goes
/// back, a time that it shows twice comes at the first of the two.
/// </summary>
public sealed class CronSchedule
{
    /// <summary>The time zone of a schedule that names none.</summary>
    public const string DefaultTimeZone = "UTC";

    private readonly CronExpression _times;

    private CronSchedule(string expression, TimeZoneInfo timeZone, CronExpression times) =>
        (Expression, TimeZone, _times) = (expression, timeZone, times);

    /// <summary>The five fields.</summary>
    public string Expression { get; }

    /// <summary>The time zone whose clock they speak of.</summary>
    public TimeZoneInfo TimeZone { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">The five fields.</param>
    /// <param name="timeZone">The IANA name of the time zone.</param>
    /// <exception cref="FormatException">
    /// There is no such time zone here, or the expression is none, or it never comes; the message says why, and in which field.
    /// </exception>
    public static CronSchedule Parse(string expression, string timeZone = DefaultTimeZone)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(timeZone);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
            throw new FormatException($"timeZone: this machine knows no '{timeZone}'. Names are IANA's, such as Europe/Berlin, and come from the package tzdata.");
        if (expression.AsSpan().IndexOfAnyExceptInRange(' ', '~') is >= 0 and var place && !char.IsWhiteSpace(expression[place]))
            throw new FormatException($"character {place + 1} of the expression is none that a field can have.");
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            throw new FormatException($"'{expression}' has {fields.Length} fields instead of five: minute, hour, day of month, month, day of week.");
        var (dayOfMonth, month, dayOfWeek) = (fields[2], fields[3], fields[4]);
        if (Restricts(dayOfMonth) && Restricts(dayOfWeek))
        {
            throw new FormatException(
                $"day of month and day of week: '{dayOfMonth}' and '{dayOfWeek}' name days both. Some crons take the days that either names, others those that both do; leave one of the two '*'.");
        }

        var schedule = new CronSchedule(string.Join(' ', fields), zone, Read(string.Join(' ', fields)));
        return schedule.NextTimes(DateTimeOffset.UnixEpoch, 1).Count == 1
            ? schedule
            : throw new FormatException($"day of month: '{dayOfMonth}' never comes in month '{month}'.");
    }

    /// <summary>The times that come next, each with the offset that the zone has then.</summary>
    /// <param name="after">Later than this one.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyList<DateTimeOffset> NextTimes(DateTimeOffset after, int count)
    {
        var times = new List<DateTimeOffset>(count);
        while (times.Count < count && _times.GetNextOccurrence(after, TimeZone) is { } next)
            times.Add(after = next);
        return times;
    }

    /// <summary>The time that came last, at a moment or before it.</summary>
    internal DateTimeOffset LastTime(DateTimeOffset at)
    {
        // Not Cronos' own search backwards: on the day on which a clock goes forward it finds times that never come.
        for (var span = TimeSpan.FromHours(1); ; span *= 8)
        {
            var times = _times.GetOccurrences(at - span, at, TimeZone, fromInclusive: true, toInclusive: true).ToList();
            if (times.Count > 0)
                return times[^1];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Expression} {TimeZone.Id}";

    private static bool Restricts(string days) => days is not ("*" or "?");

    private static CronExpression Read(string expression)
    {
        try
        {
            return CronExpression.Parse(expression);
        }
        catch (MissingSeedException error)
        {
            throw new FormatException($"'{expression}' leaves a time to chance with an H; name the time.", error);
        }
    }
}
