using Quartz;

namespace KDiffE.Infrastructure.Jobs;

/// <summary>
/// Times as cron gives them: minute, hour, day of month, month and day of week, in UTC. A field is <c>*</c>, or a list of
/// values and ranges, with steps (<c>*/15</c>, <c>8-18/2</c>) and the names of months and days; 0 and 7 are Sunday. Where
/// both day fields are restricted, a day that either names counts.
/// </summary>
public sealed class CronSchedule
{
    private CronSchedule(string expression, string[] fields)
    {
        (Expression, Fields) = (expression, fields);
        // Quartz leads with seconds.
        Times = CronExpression.Parse($"0 {string.Join(' ', fields)}").WithTimeZone(TimeZoneInfo.Utc);
    }

    /// <summary>The five fields.</summary>
    public string Expression { get; }

    /// <summary>The five fields, so that engines agree on them: <c>*</c> for no restriction, and days of the week by name.</summary>
    internal IReadOnlyList<string> Fields { get; }

    /// <summary>What Quartz makes of them.</summary>
    internal CronExpression Times { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is none, or it never comes; the message says why, and in which field.</exception>
    public static CronSchedule Parse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            throw new FormatException($"'{expression}' has {fields.Length} fields instead of five: minute, hour, day of month, month, day of week.");
        var text = string.Join(' ', fields);
        _ = (CronField.Minute.Read(fields[0]), CronField.Hour.Read(fields[1]), CronField.Month.Read(fields[3]));
        if (CronField.DayOfMonth.Read(fields[2]).Count == 31)
            fields[2] = "*";
        var days = CronField.DayOfWeek.Read(fields[4]).Select(day => day % 7).Distinct().Order().ToList();
        fields[4] = days.Count == 7 ? "*" : string.Join(',', days.Select(day => CronField.DayOfWeek.Names[day]));

        var schedule = new CronSchedule(text, fields);
        return schedule.NextTimes(DateTimeOffset.UnixEpoch, 1).Count == 1
            ? schedule
            : throw new FormatException($"day of month: '{fields[2]}' never comes in month '{fields[3]}'.");
    }

    /// <summary>The times that come next.</summary>
    /// <param name="after">Later than this one.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyList<DateTimeOffset> NextTimes(DateTimeOffset after, int count)
    {
        var times = new List<DateTimeOffset>(count);
        while (times.Count < count && Times.GetNextValidTimeAfter(after) is { } next)
            times.Add(after = next);
        return times;
    }

    /// <summary>The time that came last, at a moment or before it.</summary>
    internal DateTimeOffset LastTime(DateTimeOffset at) => Times.GetPreviousValidTimeBefore(at.AddTicks(1))!.Value;

    /// <inheritdoc/>
    public override string ToString() => Expression;
}
