using KDiffE.Domain.Runs;

namespace KDiffE.Infrastructure.Runs;

/// <summary>When runs are asked for without anybody asking.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="Cron">The five fields of its times.</param>
/// <param name="TimeZone">The IANA name of the time zone whose clock they speak of.</param>
/// <param name="Times">Its times; null where they cannot be read: then there are none.</param>
/// <param name="Error">Why they cannot be read.</param>
/// <param name="Arguments">What its runs train.</param>
/// <param name="UpdatedAt">When it was last set.</param>
public sealed record Schedule(
    string Name, string Cron, string TimeZone, CronSchedule? Times, string? Error, RunArguments Arguments, DateTimeOffset UpdatedAt);
