using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Brings an extension of the snapshot that is served to the APIs: row in the catalogue, file, activation, in this order.</summary>
public sealed class ExtensionPublisher(ISnapshotStore store, SnapshotCatalog catalog)
{
    /// <summary>
    /// Stores the snapshot (complete, durable and verified), then has it served in place of the one that is, which must still be the
    /// same, with no canary beside it: what somebody chose meanwhile stays.
    /// </summary>
    /// <param name="content">The extension.</param>
    /// <param name="active">The version that it takes the place of.</param>
    /// <param name="cancellationToken">Stops it; a file that was written then is deleted later.</param>
    /// <returns>Whether it is served; else nothing was changed.</returns>
    /// <exception cref="InvalidSnapshotException">The content is not a sound snapshot.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<bool> PublishAsync(SnapshotContent content, string active, CancellationToken cancellationToken = default)
    {
        var metadata = content.Metadata;
        await catalog.AnnounceAsync(metadata, cancellationToken);
        try
        {
            await store.SaveAsync(content, cancellationToken);
        }
        catch (Exception)
        {
            await catalog.WithdrawAsync(metadata.Version, CancellationToken.None);
            throw;
        }

        if (await catalog.ExtendAsync(metadata, active, cancellationToken))
        {
            await ServedNote.WriteAsync(store, catalog, CancellationToken.None);
            return true;
        }

        await catalog.WithdrawAsync(metadata.Version, CancellationToken.None);
        await store.DeleteAsync(metadata.Version, CancellationToken.None);
        return false;
    }
}
