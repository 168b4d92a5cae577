namespace KDiffE.Api.Schedules;

/// <summary>Every schedule that there is.</summary>
/// <param name="Schedules">In the order of their names.</param>
public sealed record SchedulesResponse(IReadOnlyList<ScheduleResponse> Schedules);

/// <summary>A schedule with its next times.</summary>
/// <param name="Name">What it is set and deleted by.</param>
/// <param name="Cron">The five fields of its times.</param>
/// <param name="TimeZone">The time zone whose clock they speak of.</param>
/// <param name="NextTimes">The next of them, with the zone's offset; none where <paramref name="Error"/> says why.</param>
/// <param name="Error">Why its times cannot be read: it asks for no runs until it is set anew. Null where they can.</param>
/// <param name="Preset">The preset that its runs start from.</param>
/// <param name="Settings">Hyper-parameters on top of it.</param>
/// <param name="UpdatedAt">When it was last set.</param>
public sealed record ScheduleResponse(
    string Name,
    string Cron,
    string TimeZone,
    IReadOnlyList<DateTimeOffset> NextTimes,
    string? Error,
    string Preset,
    IReadOnlyDictionary<string, string> Settings,
    DateTimeOffset UpdatedAt);
