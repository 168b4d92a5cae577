using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Changes;

/// <summary>
/// Forgets changes that nobody needs to hear of any more: what can be seen in the rows themselves once everybody who follows
/// has heard of it, and what was deleted once no snapshot is left that may still have it.
/// </summary>
public sealed class ChangeRetention(IDbContextFactory<KDiffEDbContext> contexts, TimeProvider time)
{
    /// <summary>For how long changes can be followed: who was away for longer reads everything anew.</summary>
    public static readonly TimeSpan Followed = TimeSpan.FromHours(1);

    // A snapshot is made of data that were read before it was: a training takes less than this.
    private static readonly TimeSpan LongestTraining = TimeSpan.FromDays(7);

    /// <summary>Forgets what is not needed.</summary>
    /// <returns>How many changes were forgotten.</returns>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var followed = now - Followed - Followed;
        var oldest = (await context.Snapshots.MinAsync(s => (DateTimeOffset?)s.CreatedAt, cancellationToken) ?? now) - LongestTraining;
        return await context.CatalogChanges
            .Where(change => change.Kind == CatalogChangeKind.Deleted || change.Kind == CatalogChangeKind.Erased || change.Kind == CatalogChangeKind.ItemDeleted
                ? change.ChangedAt < oldest && change.ChangedAt < followed
                : change.ChangedAt < followed)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
