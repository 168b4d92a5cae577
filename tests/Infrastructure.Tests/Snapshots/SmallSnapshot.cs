using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Tests.Snapshots;

/// <summary>Content for tests that are about files, not about what is in them.</summary>
internal static class SmallSnapshot
{
    /// <summary>One user, two items with one embedding each, and something held out.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="value">Stands in the first embedding, so that one content can be told from another.</param>
    public static SnapshotContent Content(string version, float value = 1) => new(
        new SnapshotMetadata(version, "films", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
        Dim: 1, ["ann"], ["i0", "i1"], [null, null], [1], [value, 2], [1, 1], [0, 2], [0, 1])
    {
        HeldOutOffsets = [0, 1],
        HeldOutItems = [1],
    };

    /// <summary>Items and nothing else, in a file of some 270 bytes for each.</summary>
    public static SnapshotContent Large(string version, int items)
    {
        const int dim = 64;
        return new SnapshotContent(
            Content(version).Metadata, dim, [], [.. Enumerable.Range(0, items).Select(item => $"i{item}")], new string?[items],
            [], [.. Enumerable.Range(0, items * dim).Select(place => (float)place)], new int[items], [0], []);
    }
}
