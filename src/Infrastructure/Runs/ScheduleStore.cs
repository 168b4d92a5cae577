using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using KDiffE.Domain.Audit;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Runs;

/// <summary>The schedules: kept in the database, told to the queue, turned into runs.</summary>
public sealed partial class ScheduleStore(
    IDbContextFactory<KDiffEDbContext> contexts, RunRequests requests, IRunQueue queue, AuditLog audit, ILogger<ScheduleStore> logger)
{
    private readonly ConcurrentDictionary<(string Name, DateTimeOffset Set), bool> _named = [];

    /// <summary>Every schedule, by name; also those whose times cannot be read.</summary>
    public async Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.TrainingSchedules.AsNoTracking().OrderBy(s => s.Name).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>The schedule of a name; null when there is none.</summary>
    public async Task<Schedule?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.TrainingSchedules.AsNoTracking().SingleOrDefaultAsync(s => s.Name == name, cancellationToken) is { } row ? Read(row) : null;
    }

    /// <summary>What names the request for the run of a schedule at a time, so that there is one of them.</summary>
    public static string KeyOf(string name, DateTimeOffset time) => KeyOf(name, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>What names the request for a run of a schedule that was asked for under a name of its own.</summary>
    public static string KeyOf(string name, string request) => $"schedule {name} {request}";

    /// <summary>Sets a schedule, in place of one of the same name.</summary>
    /// <returns>The schedule as it is now, and whether it is new.</returns>
    public async Task<(Schedule Schedule, bool Created)> SetAsync(
        string name, CronSchedule cron, RunArguments arguments, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var (json, now) = (JsonSerializer.Serialize(arguments, JsonSerializerOptions.Web), DateTimeOffset.UtcNow);
        // One statement, so that of two callers who set a new schedule at once neither fails; xmax is 0 in a row that is new.
        var created = await context.Database.SqlQuery<bool>(
            $"""
            insert into training_schedules (name, cron, time_zone, arguments, updated_at)
            values ({name}, {cron.Expression}, {cron.TimeZone.Id}, {json}::jsonb, {now})
            on conflict (name) do update
            set cron = excluded.cron, time_zone = excluded.time_zone, arguments = excluded.arguments, updated_at = excluded.updated_at
            returning xmax = 0 as "Value"
            """).ToListAsync(cancellationToken);
        await audit.AppendAsync(
            context, AuditAction.ScheduleSet, name, new { cron = cron.Expression, timeZone = cron.TimeZone.Id, arguments.Preset, arguments.Settings }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.SetScheduleAsync(name, cron, cancellationToken);
        return (new Schedule(name, cron.Expression, cron.TimeZone.Id, cron, Error: null, arguments, now), created.Single());
    }

    /// <summary>
    /// Tells the queue every schedule again: it may have missed one, or have lost all. One whose times cannot be read is left out, and
    /// named in the log, once.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellationToken = default)
    {
        await queue.PrepareAsync(cancellationToken);
        foreach (var schedule in await ListAsync(cancellationToken))
        {
            if (schedule.Times is not null)
                await queue.SetScheduleAsync(schedule.Name, schedule.Times, cancellationToken);
            else if (_named.TryAdd((schedule.Name, schedule.UpdatedAt), true))
                LogUnreadable(schedule.Name, schedule.Cron, schedule.TimeZone, schedule.Error!);
        }
    }

    /// <summary>Forgets a schedule; runs that it asked for stay.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var deleted = await context.TrainingSchedules.Where(s => s.Name == name).ExecuteDeleteAsync(cancellationToken);
        if (deleted > 0)
            await audit.AppendAsync(context, AuditAction.ScheduleDeleted, name, new { }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.SetScheduleAsync(name, cron: null, cancellationToken);
        return deleted > 0;
    }

    /// <summary>
    /// Asks for the run of a tick: one, however many workers are told of it, and none while another run waits or runs.
    /// </summary>
    /// <returns>The run; null when there is none.</returns>
    public async Task<TrainingRun?> FireAsync(string name, DateTimeOffset tick, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name, cancellationToken) is not { } schedule)
            return null;
        var (run, outcome) = await requests.RequestAsync(schedule.Arguments, KeyOf(name, tick), queueBehind: false, cancellationToken);
        if (outcome is RequestOutcome.Busy or RequestOutcome.Full)
            LogSkipped(name, tick.UtcDateTime, run.Id);
        return outcome == RequestOutcome.Created ? run : null;
    }

    private static Schedule Read(TrainingScheduleRow row)
    {
        var (times, error) = ReadTimes(row);
        return new Schedule(row.Name, row.Cron, row.TimeZone, times, error, RunStore.ReadArguments(row.Arguments), row.UpdatedAt);
    }

    private static (CronSchedule? Times, string? Error) ReadTimes(TrainingScheduleRow row)
    {
        try
        {
            return (CronSchedule.Parse(row.Cron, row.TimeZone), null);
        }
        // Set by an earlier version, which took more, or on a machine that knows more time zones.
        catch (FormatException error)
        {
            return (null, error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Schedule {Name} asks for no run at {Tick:O}: run {Run} waits or runs still")]
    private partial void LogSkipped(string name, DateTime tick, long run);

    [LoggerMessage(LogLevel.Warning, "Schedule {Name} ('{Cron}', {TimeZone}) is left out; set it anew or delete it: {Reason}")]
    private partial void LogUnreadable(string name, string cron, string timeZone, string reason);
}
