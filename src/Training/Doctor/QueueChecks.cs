using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Telemetry;
using KDiffE.Training.Worker;
using Npgsql;

namespace KDiffE.Training.Doctor;

/// <summary>Whether runs that are asked for are trained.</summary>
internal static class QueueChecks
{
    private const string Start = "Start one: './kdiffe worker'.";

    // A worker tells the queue every 30 seconds that it lives.
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(90);

    /// <summary>Whether a worker was seen lately, and what waits for one.</summary>
    internal static Check Queue(Patient patient) => new("queue", async cancellation =>
    {
        var condition = await QueueInspector.ReadAsync(patient.Get<NpgsqlDataSource>(), patient.Setting<LeaseOptions>().Silence, cancellation);
        var waiting = condition.Waiting == 0 ? "no run waits" : $"{condition.Waiting} wait, the first for {Duration.InWords(condition.LongestWait!.Value)}";
        if (condition.WorkerSeen is not { } seen || seen > Lately)
        {
            var worker = condition.WorkerSeen is { } last ? $"The last worker was seen {Duration.InWords(last)} ago" : "No worker is known";
            return condition.Waiting > 0 ? Finding.Error($"{worker}; {waiting}.", Start) : Finding.Warning($"{worker}; {waiting}.", Start);
        }

        return condition.Silent.Count > 0
            ? Finding.Warning($"Nothing is heard of the workers of the runs {string.Join(", ", condition.Silent)}; {waiting}.", "Another worker takes them up within a minute; if none does, look at the workers' logs.")
            : Finding.Ok($"a worker was seen {Duration.InWords(seen)} ago, {waiting}");
    });

    /// <summary>Whether every schedule has times.</summary>
    internal static Check Schedules(Patient patient) => new("schedules", async cancellation =>
    {
        var schedules = await patient.Get<ScheduleStore>().ListAsync(cancellation);
        if (schedules.Where(schedule => schedule.Times is null).ToList() is { Count: > 0 } unreadable)
            return Finding.Error(string.Join(" ", unreadable.Select(schedule => $"{schedule.Name} asks for no runs: {schedule.Error}")), "Set them anew or delete them: PUT or DELETE /training/schedules/NAME.");
        var next = schedules.Select(schedule => (schedule.Name, At: schedule.Times!.NextTimes(DateTimeOffset.UtcNow, 1)[0])).OrderBy(time => time.At).ToList();
        return Finding.Ok(next.Count == 0 ? "none" : FormattableString.Invariant($"{next.Count}; next {next[0].Name} at {next[0].At:yyyy-MM-dd HH:mm zzz}"));
    });
}
