using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Trials of searches for settings, of whatever run; <see cref="RunLease.RecordTrialAsync"/> adds them.</summary>
public sealed class TrialStore(IDbContextFactory<KDiffEDbContext> contexts)
{
    /// <summary>The trials of a search on all data, in the order in which they ended.</summary>
    public Task<IReadOnlyList<StoredTrial>> ListAsync(string search, CancellationToken cancellationToken = default) =>
        ListAsync(trials => trials.Where(trial => trial.Search == search), cancellationToken);

    /// <summary>The trials that a run made, in the order in which they ended.</summary>
    public async Task<IReadOnlyList<TuningTrial>> ListOfRunAsync(long run, CancellationToken cancellationToken = default) =>
        [.. (await ListAsync(trials => trials.Where(trial => trial.TrainingRunId == run), cancellationToken)).Select(stored => stored.Trial)];

    private async Task<IReadOnlyList<StoredTrial>> ListAsync(Func<IQueryable<TuningTrialRow>, IQueryable<TuningTrialRow>> which, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await which(context.TuningTrials.AsNoTracking()).OrderBy(trial => trial.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new StoredTrial(row.Fingerprint, row.Interactions, new TuningTrial(
            row.Number, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Settings)!, row.Recall, row.Ndcg, row.BestEpoch, row.Epochs, row.Seconds, row.Error)))];
    }
}
