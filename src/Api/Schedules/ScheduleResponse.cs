namespace KDiffE.Api.Schedules;

/// <summary>Every schedule that there is.</summary>
/// <param name="Schedules">In the order of their names.</param>
public sealed record SchedulesResponse(IReadOnlyList<ScheduleResponse> Schedules);

/// <summary>A schedule with its next times.</summary>
/// <param name="Name">What it is set and deleted by.</param>
/// <param name="Cron">Its times, in UTC.</param>
/// <param name="NextTimes">The next of them.</param>
/// <param name="Preset">The preset that its runs start from.</param>
/// <param name="Settings">Hyper-parameters on top of it.</param>
/// <param name="UpdatedAt">When it was last set.</param>
public sealed record ScheduleResponse(
    string Name, string Cron, IReadOnlyList<DateTimeOffset> NextTimes, string Preset, IReadOnlyDictionary<string, string> Settings, DateTimeOffset UpdatedAt);
