using KDiffE.Infrastructure.Runs;

namespace KDiffE.Infrastructure.Tests.Runs;

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
    [InlineData("50-10/20 22-1 * * *", "2026-08-01 22:00", "08-01 22:10", "08-01 22:50", "08-01 23:10")]
    [InlineData("0 3 ? * FRI", "2026-08-01 12:00", "08-07 03:00", "08-14 03:00", "08-21 03:00")]
    [InlineData("5/25 0 * * *", "2026-08-01 12:00", "08-02 00:05", "08-02 00:30", "08-02 00:55")]
    [InlineData("0 0 L * *", "2026-08-01 00:00", "08-31 00:00", "09-30 00:00", "10-31 00:00")]
    [InlineData("0 0 * * MON#1", "2026-08-01 00:00", "08-03 00:00", "09-07 00:00", "10-05 00:00")]
    public void ComesAtItsTimes(string expression, string after, params string[] expected)
    {
        var times = CronSchedule.Parse(expression).NextTimes(Utc(after), 3);

        times.ShouldBe(expected.Select(time => Utc(time.Length == 11 ? $"2026-{time}" : time)));
    }

    [Fact]
    public void IsInItsZoneWhereverTheQuestionComesFrom()
    {
        var late = new DateTimeOffset(2026, 8, 1, 23, 30, 0, TimeSpan.FromHours(-5));

        var next = CronSchedule.Parse("0 5 * * *").NextTimes(late, 1).Single();

        (next, next.Offset).ShouldBe((Utc("2026-08-02 05:00"), TimeSpan.Zero));
        Written(CronSchedule.Parse("0 5 * * *", "Asia/Tokyo").NextTimes(late, 1).Single()).ShouldBe("2026-08-03 05:00+09");
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

    [Theory]
    // The clock of Berlin leaves 02:00 to 03:00 out on 2027-03-28, and shows them twice on 2027-10-31.
    [InlineData("30 2 * * *", "2027-03-27", "03-27 02:30+01", "03-28 03:00+02", "03-29 02:30+02")]
    [InlineData("30 2 * * *", "2027-10-30", "10-30 02:30+02", "10-31 02:30+02", "11-01 02:30+01")]
    [InlineData("30 3 * * *", "2027-03-27", "03-27 03:30+01", "03-28 03:30+02", "03-29 03:30+02")]
    [InlineData("30 2 28 3 *", "2027-01-01", "03-28 03:00+02", "2028-03-28 02:30+02", "2029-03-28 02:30+02")]
    [InlineData("0 */2 * * *", "2027-03-28", "03-28 00:00+01", "03-28 03:00+02", "03-28 04:00+02")]
    public void ComesOnceOnTheDaysOnWhichAClockIsChanged(string expression, string after, params string[] expected)
    {
        var schedule = CronSchedule.Parse(expression, "Europe/Berlin");

        var times = schedule.NextTimes(Utc(after).AddHours(-3), 3);

        times.Select(Written).ShouldBe(expected.Select(time => time.Length == 14 ? $"2027-{time}" : time));
    }

    [Fact]
    public void WhatComesAgainAndAgainDoesSoInBothHoursThatAClockShowsTwice()
    {
        var times = CronSchedule.Parse("*/30 * * * *", "Europe/Berlin").NextTimes(new DateTimeOffset(2027, 10, 31, 1, 45, 0, TimeSpan.FromHours(2)), 5);

        times.Select(Written).ShouldBe(
            ["2027-10-31 02:00+02", "2027-10-31 02:30+02", "2027-10-31 02:00+01", "2027-10-31 02:30+01", "2027-10-31 03:00+01"]);
    }

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin")]
    [InlineData("15 1-3 * * *", "Europe/Berlin")]
    [InlineData("*/20 * * * *", "Europe/Berlin")]
    [InlineData("10 2 * * *", "Australia/Lord_Howe")]
    [InlineData("30 0 * * *", "America/Santiago")]
    [InlineData("0 0 29 2 *", "America/New_York")]
    public void EveryTimeIsTheLastOneUntilTheNext(string expression, string timeZone)
    {
        var schedule = CronSchedule.Parse(expression, timeZone);
        var spring = schedule.NextTimes(Utc("2027-03-20 00:00"), 1200);
        var autumn = schedule.NextTimes(Utc("2027-10-20 00:00"), 1200);

        foreach (var (time, next) in spring.Zip(spring.Skip(1)).Concat(autumn.Zip(autumn.Skip(1))))
        {
            schedule.LastTime(time).ShouldBe(time);
            schedule.LastTime(time.AddSeconds(16)).ShouldBe(time);
            schedule.LastTime(next.AddSeconds(-1)).ShouldBe(time);
        }
    }

    [Theory]
    [InlineData("0 0 * * *\0", 10)]
    [InlineData("0 \u00010 * * *", 3)]
    [InlineData("0 0 * * \uFF0A", 9)]
    public void ACharacterThatNoFieldHasIsRefusedWithItsPlace(string expression, int place) =>
        Should.Throw<FormatException>(() => CronSchedule.Parse(expression)).Message.ShouldBe($"character {place} of the expression is none that a field can have.");

    [Fact]
    public void AnHourThatAClockShowsTwiceIsOneTick()
    {
        var schedule = CronSchedule.Parse("30 2 * * *", "Europe/Berlin");
        var first = new DateTimeOffset(2027, 10, 31, 2, 30, 0, TimeSpan.FromHours(2));

        schedule.LastTime(first.AddSeconds(7)).ShouldBe(first);
        schedule.LastTime(first.AddHours(1).AddSeconds(7)).ShouldBe(first);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Olympus")]
    [InlineData("Europe")]
    [InlineData("CEST")]
    [InlineData("../../../etc/passwd")]
    [InlineData("W. Europe Standard Time")]
    public void RefusesATimeZoneThatThereIsNot(string timeZone) =>
        Should.Throw<FormatException>(() => CronSchedule.Parse("0 3 * * *", timeZone))
            .Message.ShouldBe($"timeZone: this machine knows no '{timeZone}'. Names are IANA's, such as Europe/Berlin, and come from the package tzdata.");

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("utc", "UTC")]
    [InlineData("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]
    public void KnowsTheTimeZonesOfTheList(string timeZone, string id) => CronSchedule.Parse("0 3 * * *", timeZone).TimeZone.Id.ShouldBe(id);

    [Theory]
    [InlineData("0 0 13 * 5", "'13' and '5'")]
    [InlineData("0 0 1-31 * mon", "'1-31' and 'mon'")]
    [InlineData("0 0 */2 * 0-6", "'*/2' and '0-6'")]
    [InlineData("0 0 */2 * 1", "'*/2' and '1'")]
    [InlineData("0 0 */1 * */1", "'*/1' and '*/1'")]
    [InlineData("0 0 L * MON#1", "'L' and 'MON#1'")]
    public void RefusesAnExpressionOfWhichCronsDisagree(string expression, string days) =>
        Should.Throw<FormatException>(() => CronSchedule.Parse(expression)).Message.ShouldBe(
            $"day of month and day of week: {days} name days both. Some crons take the days that either names, others those that both do; leave one of the two '*'.");

    [Theory]
    [InlineData("", "'' has 0 fields instead of five: minute, hour, day of month, month, day of week.")]
    [InlineData("0 0 3 * * *", "'0 0 3 * * *' has 6 fields instead of five: minute, hour, day of month, month, day of week.")]
    [InlineData("@daily", "'@daily' has 1 fields instead of five: minute, hour, day of month, month, day of week.")]
    [InlineData("60 * * * *", "Minutes: Value must be a number between 0 and 59")]
    [InlineData("-1 * * * *", "Minutes: Value must be")]
    [InlineData("1,,2 * * * *", "Minutes: Value must be")]
    [InlineData("0 24 * * *", "Hours: Value must be a number between 0 and 23")]
    [InlineData("0 1-2-3 * * *", "Hours: Unexpected character '-'")]
    [InlineData("0 0 0 * *", "Days of month: Value must be a number between 1 and 31")]
    [InlineData("0 0 1 13 *", "Months: Value must be a number between 1 and 12")]
    [InlineData("0 0 * * 8", "Days of week: Value must be a number between 0 and 7")]
    [InlineData("0 0 * * MON-FOO", "Days of week: Value must be")]
    [InlineData("*/0 * * * *", "Minutes: Value must be a number between 1 and 59")]
    [InlineData("*/2/3 * * * *", "Minutes: Unexpected character '/'")]
    [InlineData("0 H * * *", "'0 H * * *' leaves a time to chance with an H")]
    [InlineData("0 0 30 2 *", "day of month: '30' never comes in month '2'.")]
    [InlineData("0 0 31 4,6,9,11 *", "day of month: '31' never comes in month '4,6,9,11'.")]
    public void RefusesWhatIsNoScheduleAndSaysWhy(string expression, string message) =>
        Should.Throw<FormatException>(() => CronSchedule.Parse(expression)).Message.ShouldContain(message, Case.Sensitive);

    private static string Written(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mmzz", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}
