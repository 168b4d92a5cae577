using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;

namespace KDiffE.Training.Doctor;

/// <summary>The bucket, where snapshots lie in one.</summary>
internal static class StorageChecks
{
    // A snapshot is stored before it is in the catalogue.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    /// <summary>Whether it can be written, read and listed, as an object that is deleted again shows.</summary>
    internal static Check Bucket(Patient patient) => new("storage", async cancellation =>
    {
        try
        {
            var where = await patient.Get<ObjectStorageProbe>().TryAsync(cancellation);
            var stored = await patient.Get<ISnapshotStore>().ListAsync(cancellation);
            return Finding.Ok(FormattableString.Invariant($"{where}, {stored.Count} snapshots of {stored.Sum(snapshot => snapshot.Bytes) / 1e6:N0} MB"));
        }
        catch (ObjectStorageException error)
        {
            return Finding.Error(error.Message, "Do as it says; docs/object-storage.md has more.");
        }
    });

    /// <summary>Whether something lies in it that no catalogue names: deleting it failed, and its worker ended before it tried again.</summary>
    internal static Check Leftovers(Patient patient) => new("leftovers", async cancellation =>
    {
        var stored = await patient.Get<ISnapshotStore>().ListAsync(cancellation);
        return Judge(stored, [.. (await patient.Get<SnapshotCatalog>().ListAsync(cancellation)).Select(snapshot => snapshot.Version)]);
    });

    /// <summary>What it means that some snapshots are stored.</summary>
    /// <param name="stored">All that are.</param>
    /// <param name="known">The versions of the catalogue.</param>
    internal static Finding Judge(IReadOnlyList<StoredSnapshot> stored, IReadOnlyList<string> known)
    {
        var left = stored.Where(snapshot => !known.Contains(snapshot.Version, StringComparer.Ordinal) && snapshot.WrittenAt < DateTimeOffset.UtcNow - Young).ToList();
        return left.Count == 0
            ? Finding.Ok("none")
            : Finding.Warning(
                FormattableString.Invariant($"{left.Count} stored snapshots of {left.Sum(snapshot => snapshot.Bytes) / 1e6:N0} MB are not in the catalogue: {string.Join(", ", left.Select(snapshot => snapshot.Version))}."),
                "Delete their objects, unless another database has its snapshots under the same prefix.");
    }
}
