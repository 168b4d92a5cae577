using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Tests.Snapshots;

/// <summary>Small snapshots with known values.</summary>
internal static class TestSnapshot
{
    public const string Version = "20260131T101500Z-1f3a";

    /// <summary>Two users, three items, d = 3: no size is a multiple of the alignment.</summary>
    public static SnapshotContent Content() => new(
        new SnapshotMetadata(
            Version,
            "crème \"brûlée\"",
            new DateTimeOffset(2026, 1, 31, 10, 15, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 1, 30, 0, 0, 0, TimeSpan.Zero),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["KDiffE:Dim"] = "3" },
            new Dictionary<string, double>(StringComparer.Ordinal) { ["test.recall@20"] = 0.104 })
        {
            Features = [new FeatureStatistics("image", Items: 2, Dim: 5, LeastMean: -1.5, MostMean: 2, LeastDeviation: 0, MostDeviation: 0.25)],
        },
        Dim: 3,
        UserIds: ["ann", "b/ö 🙂"],
        ItemIds: ["i0", "i1", "i2"],
        ItemNames: ["First", null, "Thïrd"],
        UserEmbeddings: [1, 2, 3, -1, 0, 0.5f],
        ItemEmbeddings: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ItemPopularity: [5, 0, 7],
        SeenOffsets: [0, 2, 2],
        SeenItems: [0, 2]);

    /// <summary>The same of a model that has not learnt the last item that the first user has seen.</summary>
    public static SnapshotContent HeldOut() => Content() with { HeldOutOffsets = [0, 1, 1], HeldOutItems = [2] };

    /// <summary>The same with its first two items in two cells; the third came later.</summary>
    public static SnapshotContent InCells() => Content() with { CellOffsets = [0, 1, 2], CellCentroids = [1, 0, 0, 0, 1, 0] };

    /// <summary>A seeded random snapshot.</summary>
    public static SnapshotContent Random(int seed, int users, int items, int dim)
    {
        var random = new Random(seed);
        var seen = Enumerable.Range(0, users)
            .Select(_ => Enumerable.Range(0, items).Where(_ => random.Next(4) == 0).ToArray()).ToList();
        long[] offsets = [0, .. seen.Select((_, u) => seen.Take(u + 1).Sum(s => (long)s.Length))];
        return Content() with
        {
            Dim = dim,
            UserIds = [.. Enumerable.Range(0, users).Select(u => $"user {u}")],
            ItemIds = [.. Enumerable.Range(0, items).Select(i => $"item {i}")],
            ItemNames = [.. Enumerable.Range(0, items).Select(i => i % 3 == 0 ? null : $"Name {i}")],
            UserEmbeddings = Floats(users * dim),
            ItemEmbeddings = Floats(items * dim),
            ItemPopularity = [.. Enumerable.Range(0, items).Select(_ => random.Next(20))],
            SeenOffsets = offsets,
            SeenItems = [.. seen.SelectMany(s => s)],
        };

        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
