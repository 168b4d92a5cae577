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
    /// <param name="keepServed">How many of those that are or were active, the last first.</param>
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
        var served = await SnapshotCatalog.Activated(context).ToListAsync(cancellationToken);
        var others = (await context.Snapshots.OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Version).ToListAsync(cancellationToken))
            .Except(served).ToList();
        var abandoned = DateTimeOffset.UtcNow - Unfinished;
        var forgotten = others.Where(row => row.State == SnapshotState.Training && row.CreatedAt < abandoned)
            .Concat(others.Where(row => row.State != SnapshotState.Training).Skip(keepOthers))
            .Concat(served.Skip(keepServed))
            .Where(row => row.State is not (SnapshotState.Active or SnapshotState.Canary))
            .ToList();

        // A row without a file could be activated, a file without a row cannot: were the files first, a stop in
        // between would leave the former.
        context.Snapshots.RemoveRange(forgotten);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _undeleted.UnionWith(forgotten.Select(row => row.Version));
        await DeleteAsync(cancellationToken);
        return [.. forgotten.Select(row => row.Version)];
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
