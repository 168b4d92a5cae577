namespace KDiffE.Domain.Snapshots;

/// <summary>
/// What a finished training run hands to serving, before it is written: plain arrays in dense order.
/// The score of user u for item i is the dot product of their rows.
/// </summary>
/// <param name="Metadata">What the snapshot says of itself.</param>
/// <param name="Dim">d, the length of one embedding.</param>
/// <param name="UserIds">External user ids, by row.</param>
/// <param name="ItemIds">External item ids, by row.</param>
/// <param name="ItemNames">Readable item names; null where an item has none.</param>
/// <param name="UserEmbeddings">Row-major <c>[users, d]</c>.</param>
/// <param name="ItemEmbeddings">Row-major <c>[items, d]</c>.</param>
/// <param name="ItemPopularity">Training interactions of each item, <c>[items]</c>.</param>
/// <param name="SeenOffsets">CSR offsets into <paramref name="SeenItems"/>, <c>[users + 1]</c>.</param>
/// <param name="SeenItems">Item rows each user has interacted with, ascending within a user.</param>
public sealed record SnapshotContent(
    SnapshotMetadata Metadata,
    int Dim,
    IReadOnlyList<string> UserIds,
    IReadOnlyList<string> ItemIds,
    IReadOnlyList<string?> ItemNames,
    float[] UserEmbeddings,
    float[] ItemEmbeddings,
    int[] ItemPopularity,
    long[] SeenOffsets,
    int[] SeenItems)
{
    /// <summary>CSR offsets into <see cref="HeldOutItems"/>, <c>[users + 1]</c>; empty where the model has learnt everything that was seen.</summary>
    public long[] HeldOutOffsets { get; init; } = [];

    /// <summary>Item rows that each user has interacted with and the model has not learnt from, ascending within a user.</summary>
    public int[] HeldOutItems { get; init; } = [];

    /// <summary>Where each cell of items begins, and the last one ends, ascending from 0, <c>[cells + 1]</c>; empty where items are in none.</summary>
    public long[] CellOffsets { get; init; } = [];

    /// <summary>The centres of the cells, row-major <c>[cells, d]</c>.</summary>
    public float[] CellCentroids { get; init; } = [];
}
