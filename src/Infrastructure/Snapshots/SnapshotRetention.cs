using System.Runtime.ExceptionServices;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>
/// Keeps the snapshots that were served last, each of them a way back, and a few of those that never were; forgets the others
/// with their files.
/// </summary>
public sealed class SnapshotRetention(IDbContextFactory<KDiffEDbContext> contexts, ISnapshotStore store)
{
    // Longer than a snapshot is written for: what is older was left by a worker that was killed.
    private static readonly TimeSpan Unfinished = TimeSpan.FromHours(1);

    // No row names these any more, so nothing else reminds of them when the store was away.
    private readonly HashSet<string> _undeleted = new(StringComparer.Ordinal);

    /// <summary>Forgets what is not to be kept, and deletes its files, with those that could not be deleted before. One call at a time.</summary>
    /// <param name="keepServed">How many trainings of those that are or were active, the last first, each with its last extension.</param>
    /// <param name="keepOthers">How many of those that never were or are rejected, the newest first. They take no room from the former.</param>
    /// <param name="cancellationToken">Stops it; what is forgotten by then stays forgotten.</param>
    /// <returns>The versions that were forgotten.</returns>
    /// <exception cref="IOException">A file cannot be deleted; the next call tries again.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of a right.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(int keepServed, int keepOthers, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await SnapshotCatalog.LockAsync(context, cancellationToken);
        var all = (await context.Snapshots.ToListAsync(cancellationToken)).ToDictionary(row => row, SnapshotCatalog.Read);
        var abandoned = DateTimeOffset.UtcNow - Unfinished;
        var forgotten = all.Keys.Where(row => row.State == SnapshotState.Training && row.CreatedAt < abandoned)
            .Concat(Former(all))
            .Concat(await SupernumeraryAsync(context, all, keepServed, keepOthers, cancellationToken))
            .Where(row => row.State is not (SnapshotState.Active or SnapshotState.Canary))
            .ToHashSet();

        // A row without a file could be activated, a file without a row cannot: were the files first, a stop in
        // between would leave the former.
        context.Snapshots.RemoveRange(forgotten);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _undeleted.UnionWith(forgotten.Select(row => row.Version));
        await DeleteAsync(cancellationToken);
        return [.. forgotten.Select(row => row.Version)];
    }

    // The last extension of a training holds what those before it did.
    private static IEnumerable<SnapshotRow> Former(Dictionary<SnapshotRow, CatalogedSnapshot> all) => all
        .Where(row => row.Value.Metadata.Extension is not null && row.Key.State != SnapshotState.Training).GroupBy(row => row.Value.Metadata.Trained, StringComparer.Ordinal)
        .SelectMany(extensions => extensions.Select(row => row.Key).OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Version, StringComparer.Ordinal).Skip(1));

    /// <summary>The snapshots of the trainings that are too many; a training and its extension are kept or forgotten together.</summary>
    private static async Task<IEnumerable<SnapshotRow>> SupernumeraryAsync(
        KDiffEDbContext context, Dictionary<SnapshotRow, CatalogedSnapshot> all, int keepServed, int keepOthers, CancellationToken cancellationToken)
    {
        var served = (await SnapshotCatalog.Activated(context).ToListAsync(cancellationToken)).Select(row => all[row].Metadata.Trained).Distinct(StringComparer.Ordinal).ToList();
        var others = all.Keys.Where(row => row.State != SnapshotState.Training).OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Version, StringComparer.Ordinal)
            .Select(row => all[row].Metadata.Trained).Distinct(StringComparer.Ordinal).Except(served, StringComparer.Ordinal);
        var forgotten = served.Skip(keepServed).Concat(others.Skip(keepOthers)).ToHashSet(StringComparer.Ordinal);
        return all.Where(row => row.Key.State != SnapshotState.Training && forgotten.Contains(row.Value.Metadata.Trained)).Select(row => row.Key);
    }

    // One that cannot be deleted keeps none of the others.
    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failure = null;
        foreach (var version in _undeleted.ToList())
        {
            try
            {
                await store.DeleteAsync(version, cancellationToken);
                _undeleted.Remove(version);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                failure ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        failure?.Throw();
    }
}
