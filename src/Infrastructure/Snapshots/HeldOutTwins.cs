using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>
/// The models that snapshots were measured as, before they learnt what was held out: a later candidate can be compared
/// with them on interactions that neither has learnt from. Kept under the snapshot's version in a folder
/// <c>held-out</c> beside the snapshots, and never served.
/// </summary>
public sealed class HeldOutTwins
{
    // A twin is written before its snapshot is in the catalogue.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly FolderSnapshotStore _store;

    /// <param name="folder">The folder of the snapshots.</param>
    public HeldOutTwins(string folder)
    {
        _folder = Path.Combine(Path.GetFullPath(folder), "held-out");
        _store = new FolderSnapshotStore(_folder);
    }

    /// <summary>Those beside the snapshots of <see cref="FolderSnapshotStore.FolderKey"/>.</summary>
    public static HeldOutTwins From(IConfiguration configuration) => new(FolderSnapshotStore.FolderOf(configuration));

    /// <inheritdoc cref="ISnapshotStore.Save"/>
    public void Save(SnapshotContent content) => _store.Save(content);

    /// <summary>The twin of a snapshot; null where it has none.</summary>
    /// <exception cref="InvalidSnapshotException">Its file is not a sound snapshot.</exception>
    public Snapshot? Open(string version) => _store.Stamp(version) is null ? null : _store.Open(version);

    /// <summary>Deletes the twins of snapshots that are no longer there.</summary>
    /// <param name="snapshots">The versions that still are.</param>
    public void KeepOnly(IEnumerable<string> snapshots)
    {
        if (!Directory.Exists(_folder))
            return;
        var kept = snapshots.Select(SnapshotFile.NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            if (!kept.Contains(Path.GetFileName(file)) && File.GetLastWriteTimeUtc(file) < DateTime.UtcNow - Young)
                File.Delete(file);
        }
    }
}
