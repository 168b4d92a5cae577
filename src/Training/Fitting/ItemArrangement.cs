using KDiffE.Domain.Snapshots;
using KDiffE.Training.Data;

namespace KDiffE.Training.Fitting;

/// <summary>
/// Puts the items of a snapshot in an order in which those that lie near each other stand together, in cells, so that serving need not look at
/// all of them. What is said of an item moves with it; nothing else changes.
/// </summary>
internal static class ItemArrangement
{
    // Below it, all items are looked at within some milliseconds.
    private const int LeastItems = 2_000_000;

    // With √n cells of √n rows each, centres and a cell cost the same; more and smaller ones follow the items more closely.
    private const double CellsPerRoot = 4;

    /// <summary>A snapshot as it is to be served: in cells where it has so many items that it pays; five million of 64 columns take two minutes.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static SnapshotContent Served(SnapshotContent content, CancellationToken cancellation) =>
        content.ItemIds.Count >= LeastItems ? Arrange(content, cancellation) : content;

    /// <summary>The same snapshot with its items in cells.</summary>
    /// <param name="content">One of at least one item.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static SnapshotContent Arrange(SnapshotContent content, CancellationToken cancellation)
    {
        var (items, dim) = (content.ItemIds.Count, content.Dim);
        var cells = Cells.Of(content.ItemEmbeddings, dim, Math.Min(items, (int)(CellsPerRoot * Math.Sqrt(items))), cancellation);
        var order = cells.Members.Indices;
        var rowOf = new int[items];
        for (var row = 0; row < items; row++)
            rowOf[order[row]] = row;
        return content with
        {
            ItemIds = [.. order.Select(item => content.ItemIds[item])],
            ItemNames = [.. order.Select(item => content.ItemNames[item])],
            ItemEmbeddings = DenseRows.Gather(content.ItemEmbeddings, dim, order),
            ItemPopularity = Array.ConvertAll(order, item => content.ItemPopularity[item]),
            SeenItems = Renamed(content.SeenItems, content.SeenOffsets, rowOf),
            HeldOutItems = Renamed(content.HeldOutItems, content.HeldOutOffsets, rowOf),
            CellOffsets = Array.ConvertAll(cells.Members.Offsets, offset => (long)offset),
            CellCentroids = cells.Centroids,
        };
    }

    // Ascending within a user, as before.
    private static int[] Renamed(int[] items, long[] offsets, int[] rowOf)
    {
        var renamed = Array.ConvertAll(items, item => rowOf[item]);
        for (var user = 0; user + 1 < offsets.Length; user++)
            renamed.AsSpan((int)offsets[user], (int)(offsets[user + 1] - offsets[user])).Sort();
        return renamed;
    }
}
