using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>
/// The models that snapshots were measured as, before they learnt what was held out: a later candidate can be compared
/// with them on interactions that neither has learnt from. Kept under the snapshot's version in a store of their own
/// beside the snapshots, and never served.
/// </summary>
/// <param name="store">Holds nothing else; what no snapshot needs any more is deleted from it.</param>
/// <param name="time">Tells how old a twin is.</param>
public sealed class HeldOutTwins(ISnapshotStore store, TimeProvider time)
{
    /// <summary>What the place of the twins is called beside the snapshots.</summary>
    internal const string Place = "held-out";

    // A twin is written before its snapshot is in the catalogue.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    /// <summary>Those of a folder of snapshots.</summary>
    public static HeldOutTwins Beside(string snapshots) => new(new FolderSnapshotStore(Path.Combine(snapshots, Place)), TimeProvider.System);

    /// <inheritdoc cref="ISnapshotStore.SaveAsync"/>
    public Task SaveAsync(SnapshotContent content, CancellationToken cancellationToken = default) => store.SaveAsync(content, cancellationToken);

    /// <summary>The twin of a snapshot; null where it has none.</summary>
    /// <exception cref="InvalidSnapshotException">Its file is not a sound snapshot.</exception>
    /// <exception cref="IOException">It cannot be seen whether there is one.</exception>
    public async Task<Snapshot?> OpenAsync(string version, CancellationToken cancellationToken = default)
    {
        var stored = await store.ListAsync(cancellationToken);
        return stored.Any(twin => twin.Version == version) ? await store.OpenAsync(version, cancellationToken) : null;
    }

    /// <summary>Deletes the twins of snapshots that are no longer there.</summary>
    /// <param name="snapshots">The versions that still are.</param>
    /// <param name="cancellationToken">Stops it; what is deleted by then stays so.</param>
    /// <exception cref="IOException">They cannot be seen or deleted.</exception>
    public async Task KeepOnlyAsync(IEnumerable<string> snapshots, CancellationToken cancellationToken = default)
    {
        var kept = snapshots.ToHashSet(StringComparer.Ordinal);
        foreach (var twin in await store.ListAsync(cancellationToken))
        {
            if (!kept.Contains(twin.Version) && twin.WrittenAt < time.GetUtcNow() - Young)
                await store.DeleteAsync(twin.Version, cancellationToken);
        }
    }
}
