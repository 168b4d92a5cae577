using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Jobs;

/// <summary>When runs are asked for without anybody asking.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="Cron">Its times, in UTC.</param>
/// <param name="Arguments">What its runs train.</param>
/// <param name="UpdatedAt">When it was last set.</param>
public sealed record TrainingSchedule(string Name, CronSchedule Cron, TrainingArguments Arguments, DateTimeOffset UpdatedAt);

/// <summary>The schedules: kept in the database, told to the queue, turned into runs.</summary>
public sealed class TrainingSchedules(IDbContextFactory<KDiffEDbContext> contexts, TrainingRequests requests, ITrainingQueue queue)
{
    /// <summary>Every schedule, by name.</summary>
    public async Task<IReadOnlyList<TrainingSchedule>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.TrainingSchedules.AsNoTracking().OrderBy(s => s.Name).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>Sets a schedule, in place of one of the same name.</summary>
    /// <returns>The schedule as it is now, and whether it is new.</returns>
    public async Task<(TrainingSchedule Schedule, bool Created)> SetAsync(
        string name, CronSchedule cron, TrainingArguments arguments, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (json, now) = (JsonSerializer.Serialize(arguments, JsonSerializerOptions.Web), DateTimeOffset.UtcNow);
        // One statement, so that of two callers who set a new schedule at once neither fails; xmax is 0 in a row that is new.
        var created = await context.Database.SqlQuery<bool>(
            $"""
            insert into training_schedules (name, cron, arguments, updated_at)
            values ({name}, {cron.Expression}, {json}::jsonb, {now})
            on conflict (name) do update set cron = excluded.cron, arguments = excluded.arguments, updated_at = excluded.updated_at
            returning xmax = 0 as "Value"
            """).ToListAsync(cancellationToken);
        await queue.SetScheduleAsync(name, cron, cancellationToken);
        return (new TrainingSchedule(name, cron, arguments, now), created.Single());
    }

    /// <summary>Tells the queue every schedule again: it may be another engine than last time, or have missed one.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken = default)
    {
        foreach (var schedule in await ListAsync(cancellationToken))
            await queue.SetScheduleAsync(schedule.Name, schedule.Cron, cancellationToken);
    }

    /// <summary>Forgets a schedule; runs that it asked for stay.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var deleted = await context.TrainingSchedules.Where(s => s.Name == name).ExecuteDeleteAsync(cancellationToken);
        await queue.SetScheduleAsync(name, cron: null, cancellationToken);
        return deleted > 0;
    }

    /// <summary>
    /// Asks for the run of a tick: one, however many workers are told of it, and none while another run waits or runs.
    /// </summary>
    /// <returns>The run; null when there is none.</returns>
    public async Task<TrainingRun?> FireAsync(string name, DateTimeOffset tick, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.TrainingSchedules.AsNoTracking().SingleOrDefaultAsync(s => s.Name == name, cancellationToken) is not { } row)
            return null;
        var (run, outcome) = await requests.RequestAsync(Read(row).Arguments, $"schedule {name} {tick.UtcDateTime:O}", queueBehind: false, cancellationToken);
        return outcome == RequestOutcome.Created ? run : null;
    }

    private static TrainingSchedule Read(TrainingScheduleRow row) =>
        new(row.Name, CronSchedule.Parse(row.Cron), TrainingRuns.ReadArguments(row.Arguments), row.UpdatedAt);
}
