using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Runs;

/// <summary>What workers logged of each run: how it began, and how it went on last.</summary>
public sealed class RunLogStore(IDbContextFactory<KDiffEDbContext> contexts)
{
    /// <summary>How many lines are kept from the beginning of a run.</summary>
    public const int First = 100;

    /// <summary>How many are kept up to its end.</summary>
    public const int Last = 2_000;

    /// <summary>Lines of a run, the oldest first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="count">How many of them, the last ones.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<RunLogLine>> ListAsync(long run, int count, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = await context.TrainingLog.Where(l => l.TrainingRunId == run).OrderByDescending(l => l.Id).Take(count)
            .Select(l => new RunLogLine(l.TrainingRunId, l.At, l.Level, l.Message)).ToListAsync(cancellationToken);
        lines.Reverse();
        return lines;
    }

    /// <summary>Adds lines, and forgets those between the first and the last that are kept. Lines of runs that are gone are left out.</summary>
    internal async Task AppendAsync(IReadOnlyList<RunLogLine> lines, CancellationToken cancellationToken = default)
    {
        var (runs, times) = (lines.Select(l => l.Run).ToArray(), lines.Select(l => l.At.ToUniversalTime()).ToArray());
        var (levels, messages) = (lines.Select(l => l.Level.ToString().ToLowerInvariant()).ToArray(), lines.Select(l => l.Message).ToArray());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            insert into training_log (training_run_id, at, level, message)
            select line.run, line.at, line.level, line.message
            from unnest({runs}, {times}, {levels}, {messages}) with ordinality as line (run, at, level, message, place)
            join training_runs r on r.id = line.run
            order by line.place
            """,
            cancellationToken);
        foreach (var run in runs.Distinct())
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                delete from training_log where training_run_id = {run}
                and id > (select id from training_log where training_run_id = {run} order by id offset {First - 1} limit 1)
                and id <= (select id from training_log where training_run_id = {run} order by id desc offset {Last} limit 1)
                """,
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
