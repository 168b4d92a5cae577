using KDiffE.Domain.Snapshots;

namespace KDiffE.Fuzz.Targets;

/// <summary>A snapshot of three users and two items.</summary>
internal static class TinySnapshot
{
    /// <summary>What it holds.</summary>
    internal static SnapshotContent Content { get; } = new(
        new SnapshotMetadata(
            "20260131T101500Z-1f3a", "tiny", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
            new Dictionary<string, string> { ["KDiffE:Dim"] = "4" }, new Dictionary<string, double> { ["test.recall@20"] = 0.5 })
        {
            Parts = new RowParts(2, 1, 1),
        },
        Dim: 4, ["ann", "bob", "é🎬"], ["film 1", "film 2"], ["A film", null],
        [1, 2, 3, 1, 4, 5, 6, 1, 7, 8, 9, 1], [1, 0, 0, 0, 0, 1, 0, 1], [2, 1], [0, 1, 2, 3], [0, 1, 0])
    {
        HeldOutOffsets = [0, 0, 1, 1],
        HeldOutItems = [1],
    };

    /// <summary>Its file.</summary>
    internal static byte[] File()
    {
        using var stream = new MemoryStream();
        SnapshotWriter.Write(Content, stream);
        return stream.ToArray();
    }
}
