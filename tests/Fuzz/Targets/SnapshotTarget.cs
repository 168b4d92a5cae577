using KDiffE.Domain.Snapshots;

namespace KDiffE.Fuzz.Targets;

/// <summary>A snapshot file as it lies on a disk, with whatever became of it there.</summary>
internal sealed class SnapshotTarget() : FolderTarget("snapshot", typeof(InvalidSnapshotException))
{
    internal override IEnumerable<byte[]> Seeds => [TinySnapshot.File()];

    protected override void Read(ReadOnlySpan<byte> input, string folder)
    {
        var file = Path.Combine(folder, "a.safetensors");
        File.WriteAllBytes(file, input.ToArray());
        Open(file);
    }

    /// <summary>Opens a file, and reads all of it where it is taken.</summary>
    internal static void Open(string file)
    {
        using var snapshot = SnapshotFile.Open(file);
        for (var user = 0; user < snapshot.Users; user++)
        {
            Require(snapshot.UserEmbedding(user).Length == snapshot.Dim, "A user's row has another length than the others.");
            Require(snapshot.TryGetUser(snapshot.UserId(user), out var found) && found == user, "A user is not found by its id.");
            foreach (var item in snapshot.Seen(user))
                Require(item >= 0 && item < snapshot.Items, "A user has an item that is not there.");
        }

        for (var item = 0; item < snapshot.Items; item++)
        {
            Require(snapshot.TryGetItem(snapshot.ItemId(item), out var found) && found == item, "An item is not found by its id.");
            Require(snapshot.ItemEmbedding(item).Length == snapshot.Dim, "An item's row has another length than the others.");
            _ = snapshot.ItemName(item);
        }
    }
}
