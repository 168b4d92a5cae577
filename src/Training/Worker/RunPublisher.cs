using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;

namespace KDiffE.Training.Worker;

/// <summary>Writes what a run made, and ends the run with it.</summary>
internal sealed class RunPublisher(ISnapshotStore store, HeldOutTwins twins, SnapshotCatalog catalog)
{
    /// <summary>Ends the run with its snapshot, or leaves it to whoever has it now.</summary>
    /// <param name="lease">The right to the run.</param>
    /// <param name="content">The snapshot.</param>
    /// <param name="twin">The measured training that it was refitted from; null where it is that itself.</param>
    /// <param name="judge">Judges it beside the active snapshot of a version; again where another one has become active.</param>
    /// <param name="cancellation">Ends it at once; a file that was written then is deleted later.</param>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task PublishAsync(
        RunLease lease, SnapshotContent content, SnapshotContent? twin, Func<string?, Task<GateVerdict>> judge, CancellationToken cancellation)
    {
        var version = content.Metadata.Version;
        if (!await lease.AnnounceAsync(content.Metadata, cancellation))
            return;
        try
        {
            if (twin is not null)
                await twins.SaveAsync(twin, cancellation);
            await store.SaveAsync(content, cancellation);
        }
        catch (Exception)
        {
            await lease.WithdrawAsync(version, CancellationToken.None);
            throw;
        }

        PublishAnswer answer;
        do
        {
            var (active, _) = await catalog.GetServedAsync(cancellation);
            answer = await lease.PublishAsync(version, await judge(active), active, cancellation);
        }
        while (answer == PublishAnswer.ActiveChanged);
        // The run has ended with this, and so has what could cancel it.
        await ServedNote.WriteAsync(store, catalog, CancellationToken.None);
    }
}
