using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Notes beside the snapshots which of them are served, for processes that start without the database, or know none.</summary>
public static class ServedNote
{
    /// <summary>
    /// Notes what the catalogue says. What keeps it from being written, the database or the store, is no fault of what was published:
    /// every API that follows the catalogue writes it, too.
    /// </summary>
    public static async Task WriteAsync(ISnapshotStore store, SnapshotCatalog catalog, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.NoteServedAsync(await catalog.ListActivatedAsync(cancellationToken), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException || TransientErrors.IsAway(error))
        {
        }
    }
}
