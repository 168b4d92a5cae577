using KDiffE.Infrastructure.Jobs;

namespace KDiffE.Infrastructure.Tests.Jobs;

public sealed class CronScheduleTests
{
    [Theory]
    // 2026-08-01 is a Saturday.
    [InlineData("* * * * *", "2026-08-01 00:00", "08-01 00:01", "08-01 00:02", "08-01 00:03")]
    [InlineData("*/15 * * * *", "2026-08-01 00:20", "08-01 00:30", "08-01 00:45", "08-01 01:00")]
    [InlineData("10-50/20 6,18 * * *", "2026-08-01 06:30", "08-01 06:50", "08-01 18:10", "08-01 18:30")]
    [InlineData("30 4 * * 1", "2026-08-01 00:00", "08-03 04:30", "08-10 04:30", "08-17 04:30")]
    [InlineData("0 3 * * 0", "2026-08-01 00:00", "08-02 03:00", "08-09 03:00", "08-16 03:00")]
    [InlineData("0 3 * * 7", "2026-08-01 00:00", "08-02 03:00", "08-09 03:00", "08-16 03:00")]
    [InlineData("0 3 * * sun", "2026-08-01 00:00", "08-02 03:00", "08-09 03:00", "08-16 03:00")]
    [InlineData("0 3 * * 6", "2026-08-01 12:00", "08-08 03:00", "08-15 03:00", "08-22 03:00")]
    [InlineData("0 3 * * FRI-SUN", "2026-08-01 12:00", "08-02 03:00", "08-07 03:00", "08-08 03:00")]
    [InlineData("0 3 * * 5-7", "2026-08-01 12:00", "08-02 03:00", "08-07 03:00", "08-08 03:00")]
    [InlineData("0 3 * * */3", "2026-08-01 00:00", "08-01 03:00", "08-02 03:00", "08-05 03:00")]
    [InlineData("0 9 * * 1-5", "2026-08-07 10:00", "08-10 09:00", "08-11 09:00", "08-12 09:00")]
    [InlineData("0 0 31 * *", "2026-08-31 00:00", "10-31 00:00", "12-31 00:00", "2027-01-31 00:00")]
    [InlineData("0 0 29 2 *", "2026-08-01 00:00", "2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00")]
    [InlineData("0 0 1 JAN,jul *", "2026-08-01 00:00", "2027-01-01 00:00", "2027-07-01 00:00", "2028-01-01 00:00")]
    // Either day counts where both are restricted: the 13th, and every Friday.
    [InlineData("0 0 13 * 5", "2026-08-08 00:00", "08-13 00:00", "08-14 00:00", "08-21 00:00")]
    [InlineData("0 0 1-31 * 5", "2026-08-08 00:00", "08-14 00:00", "08-21 00:00", "08-28 00:00")]
    [InlineData("0 0 13 * 0-6", "2026-08-08 00:00", "08-13 00:00", "09-13 00:00", "10-13 00:00")]
    [InlineData("0 0 31 2 1", "2026-08-08 00:00", "2027-02-01 00:00", "2027-02-08 00:00", "2027-02-15 00:00")]
    public void ComesAtItsTimes(string expression, string after, params string[] expected)
    {
        var times = CronSchedule.Parse(expression).NextTimes(Utc(after), 3);

        times.ShouldBe(expected.Select(time => Utc(time.Length == 11 ? $"2026-{time}" : time)));
    }

    [Fact]
    public void IsInUtcWhereverTheQuestionComesFrom()
    {
        var late = new DateTimeOffset(2026, 8, 1, 23, 30, 0, TimeSpan.FromHours(-5));

        var next = CronSchedule.Parse("0 5 * * *").NextTimes(late, 1).Single();

        (next, next.Offset).ShouldBe((Utc("2026-08-02 05:00"), TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2026-08-03 04:30:00", "2026-08-03 04:30")]
    [InlineData("2026-08-03 04:30:00.5", "2026-08-03 04:30")]
    [InlineData("2026-08-03 04:29:59.9", "2026-07-27 04:30")]
    [InlineData("2026-08-07 12:00:00", "2026-08-03 04:30")]
    public void KnowsTheTimeThatCameLast(string at, string expected) =>
        CronSchedule.Parse("30 4 * * 1").LastTime(Utc(at)).ShouldBe(Utc(expected));

    [Fact]
    public void GivesItsFieldsBack() => CronSchedule.Parse("  0 3\t* *  mon-fri ").Expression.ShouldBe("0 3 * * mon-fri");

    [Fact]
    public void SaysTheSameToEveryEngine() =>
        CronSchedule.Parse("*/5 0-3 1-31 JAN 5-7").Fields.ShouldBe(["*/5", "0-3", "*", "JAN", "SUN,FRI,SAT"]);

    [Theory]
    [InlineData("", "'' has 0 fields instead of five: minute, hour, day of month, month, day of week.")]
    [InlineData("0 0 3 * * *", "'0 0 3 * * *' has 6 fields instead of five: minute, hour, day of month, month, day of week.")]
    [InlineData("@daily", "'@daily' has 1 fields instead of five: minute, hour, day of month, month, day of week.")]
    [InlineData("60 * * * *", "minute: '60' is not a number from 0 to 59.")]
    [InlineData("-1 * * * *", "minute: '' is not a number from 0 to 59.")]
    [InlineData("1,,2 * * * *", "minute: '' is not a number from 0 to 59.")]
    [InlineData("0 24 * * *", "hour: '24' is not a number from 0 to 23.")]
    [InlineData("0 5-1 * * *", "hour: '5-1' ends before it begins.")]
    [InlineData("0 1-2-3 * * *", "hour: '1-2-3' is not a range.")]
    [InlineData("0 0 0 * *", "day of month: '0' is not a number from 1 to 31.")]
    [InlineData("0 0 L * *", "day of month: 'L' is not a number from 1 to 31.")]
    [InlineData("0 0 1 13 *", "month: '13' is not a number from 1 to 12, nor a name from JAN to DEC.")]
    [InlineData("0 0 * * 8", "day of week: '8' is not a number from 0 to 7, nor a name from SUN to SAT.")]
    [InlineData("0 0 * * MON-FOO", "day of week: 'FOO' is not a number from 0 to 7, nor a name from SUN to SAT.")]
    [InlineData("0 0 * * ?", "day of week: '?' is not a number from 0 to 7, nor a name from SUN to SAT.")]
    [InlineData("*/0 * * * *", "minute: the step of '*/0' is not a number from 1 to 59.")]
    [InlineData("*/2/3 * * * *", "minute: '*/2/3' has more than one step.")]
    [InlineData("5/15 * * * *", "minute: '5/15' has a step but no range; 5-59/15 is one.")]
    [InlineData("0 0 30 2 *", "day of month: '30' never comes in month '2'.")]
    [InlineData("0 0 31 4,6,9,11 *", "day of month: '31' never comes in month '4,6,9,11'.")]
    public void RefusesWhatIsNoScheduleAndSaysWhy(string expression, string message) =>
        Should.Throw<FormatException>(() => CronSchedule.Parse(expression)).Message.ShouldBe(message);

    private static DateTimeOffset Utc(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}
