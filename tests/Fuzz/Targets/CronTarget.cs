using System.Text;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Fuzz.Targets;

/// <summary>Times of schedules: an expression, and in a second line a time zone.</summary>
internal sealed class CronTarget() : FuzzTarget("cron", typeof(FormatException))
{
    private static readonly DateTimeOffset Now = new(2024, 2, 28, 12, 0, 0, TimeSpan.Zero);

    protected override void Read(ReadOnlySpan<byte> input)
    {
        var lines = Encoding.UTF8.GetString(input).Split('\n', 2);
        var schedule = CronSchedule.Parse(lines[0], lines.Length > 1 ? lines[1] : CronSchedule.DefaultTimeZone);
        var times = schedule.NextTimes(Now, 3);
        Require(times.Zip(times.Skip(1)).All(pair => pair.First < pair.Second) && times.All(time => time > Now), $"'{schedule}' does not go forward.");
        Require(CronSchedule.Parse(schedule.Expression, schedule.TimeZone.Id).NextTimes(Now, 3).SequenceEqual(times), $"'{schedule}' does not read back as itself.");
    }
}
