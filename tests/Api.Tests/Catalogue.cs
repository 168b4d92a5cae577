using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Tests;

/// <summary>Content with scores that fit in the head.</summary>
internal static class Catalogue
{
    // User       embedding   score of a (1,0)  b (0,1)  c (1,1)  d (2,0)  e (-1,0)
    // ann        (1, 0.5)    1, seen           0.5      1.5      2        -1
    // s/t        (0, 1)      0                 1        1        0        0
    // s%2Ft      (0, -1)     0                 -1       -1       0        0
    public static SnapshotContent Content(string version) => new(
        new SnapshotMetadata(
            version,
            "fruit",
            new DateTimeOffset(2026, 1, 31, 10, 15, 0, TimeSpan.Zero),
            Watermark: null,
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["test.recall@20"] = 0.25 }),
        Dim: 2,
        UserIds: ["ann", "s/t", "s%2Ft"],
        ItemIds: ["a", "b", "c", "d/ö 50%🙂", "e"],
        ItemNames: ["Apple", "Banana", null, "Date", "Elderberry"],
        UserEmbeddings: [1, 0.5f, 0, 1, 0, -1],
        ItemEmbeddings: [1, 0, 0, 1, 1, 1, 2, 0, -1, 0],
        ItemPopularity: [3, 9, 5, 1, 9],
        SeenOffsets: [0, 1, 1, 1],
        SeenItems: [0]);

    /// <summary>Content whose every item id and name carries its version, so that a mixed response shows.</summary>
    public static SnapshotContent Marked(string version, int items)
    {
        var random = new Random(StringComparer.Ordinal.GetHashCode(version));
        return Content(version) with
        {
            Dim = 32,
            UserIds = ["ann"],
            ItemIds = [.. Enumerable.Range(0, items).Select(i => $"{version}/{i}")],
            ItemNames = [.. Enumerable.Range(0, items).Select(i => $"{version} {i}")],
            UserEmbeddings = Floats(32),
            ItemEmbeddings = Floats(items * 32),
            ItemPopularity = new int[items],
            SeenOffsets = [0, 1],
        };

        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
