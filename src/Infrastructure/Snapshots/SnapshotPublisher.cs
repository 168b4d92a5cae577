using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Brings a trained model to the APIs: file, row in the catalogue, activation, in this order.</summary>
public sealed class SnapshotPublisher(ISnapshotStore store, HeldOutTwins twins, SnapshotCatalog catalog)
{
    /// <summary>
    /// Stores the snapshot (complete, durable and verified), then makes it the active one and tells every API.
    /// Stopped in between, it leaves at most a file or a row that nobody serves.
    /// </summary>
    /// <param name="content">The snapshot.</param>
    /// <param name="twin">The same training before it learnt what was held out; null where nothing was.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidSnapshotException">The content is not a sound snapshot.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task PublishAsync(SnapshotContent content, SnapshotContent? twin = null, CancellationToken cancellationToken = default)
    {
        if (twin is not null)
            await twins.SaveAsync(twin, cancellationToken);
        await store.SaveAsync(content, cancellationToken);
        await catalog.RegisterReadyAsync(content.Metadata, cancellationToken);
        await catalog.ActivateAsync(content.Metadata.Version, cancellationToken);
        await ServedNote.WriteAsync(store, catalog, cancellationToken);
    }
}
