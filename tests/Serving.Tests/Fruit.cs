using KDiffE.Domain.Snapshots;

namespace KDiffE.Serving.Tests;

/// <summary>A snapshot whose scores fit in the head.</summary>
internal static class Fruit
{
    // User   embedding   apple (1,0)  banana (0,1)  cherry (1,1)  date (2,0)  elder (-1,0)
    // ann    (1, 0.5)    1, seen      0.5           1.5           2           -1
    // bob    (0, 0): the model knows nothing of him; he has seen date
    // popularity         3            9             5             1           7
    internal static SnapshotContent Of(string version) => new(
        new SnapshotMetadata(version, "fruit", new DateTimeOffset(2026, 1, 31, 10, 15, 0, TimeSpan.Zero), null, new Dictionary<string, string>(), new Dictionary<string, double>()),
        Dim: 2, ["ann", "bob"], ["apple", "banana", "cherry", "date", "elder"], ["Apple", "Banana", null, "Date", "Elder"],
        UserEmbeddings: [1, 0.5f, 0, 0], ItemEmbeddings: [1, 0, 0, 1, 1, 1, 2, 0, -1, 0], ItemPopularity: [3, 9, 5, 1, 7], SeenOffsets: [0, 1, 2], SeenItems: [0, 3]);

    /// <summary>Items whose ids carry the version, so that a mixed answer shows.</summary>
    internal static SnapshotContent Marked(string version, int items) => Of(version) with
    {
        UserIds = ["ann"],
        UserEmbeddings = [1, 1],
        ItemIds = [.. Enumerable.Range(0, items).Select(item => $"{version}/{item}")],
        ItemNames = new string?[items],
        ItemEmbeddings = [.. Enumerable.Range(0, 2 * items).Select(element => element % 7f)],
        ItemPopularity = new int[items],
        SeenOffsets = [0, 0],
        SeenItems = [],
    };
}
