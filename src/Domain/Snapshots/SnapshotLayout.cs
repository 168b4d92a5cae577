namespace KDiffE.Domain.Snapshots;

/// <summary>Names of what a snapshot file holds. A new name or meaning is a new <see cref="FormatVersion"/>.</summary>
internal static class SnapshotLayout
{
    public const string Format = "kdiffe-snapshot";

    /// <summary>That of a model which has learnt everything that it has seen.</summary>
    public const string FormatVersion = "1";

    /// <summary>That of one which says what it has not learnt from; programs that do not know this refuse it.</summary>
    public const string HeldOutFormatVersion = "2";

    /// <summary>That of one whose items are in cells, with or without what was not learnt from.</summary>
    public const string CellsFormatVersion = "3";

    public const string Extension = ".safetensors";

    public const string UserEmbedding = "users.embedding";
    public const string ItemEmbedding = "items.embedding";
    public const string UserId = "users.id";
    public const string ItemId = "items.id";
    public const string ItemName = "items.name";
    public const string ItemPopularity = "items.popularity";
    public const string SeenOffsets = "seen.offsets";
    public const string SeenItems = "seen.items";
    public const string HeldOutOffsets = "held_out.offsets";
    public const string HeldOutItems = "held_out.items";
    public const string CellOffsets = "cells.offsets";
    public const string CellCentroid = "cells.centroid";

    public static string Bytes(string texts) => texts + "_bytes";

    public static string Offsets(string texts) => texts + "_offsets";

    /// <summary>Whether this program reads a format version.</summary>
    public static bool IsKnown(string formatVersion) => formatVersion is FormatVersion or HeldOutFormatVersion or CellsFormatVersion;

    /// <summary>dtype and rank of every tensor that a snapshot of a format version must have.</summary>
    /// <param name="formatVersion">A known one.</param>
    /// <param name="hasHeldOut">Whether there is anything that was not learnt from.</param>
    public static IReadOnlyDictionary<string, (string Type, int Rank)> TensorsOf(string formatVersion, bool hasHeldOut)
    {
        var tensors = new Dictionary<string, (string, int)>(Tensors, StringComparer.Ordinal);
        if (formatVersion == HeldOutFormatVersion || (formatVersion == CellsFormatVersion && hasHeldOut))
        {
            tensors.Add(HeldOutOffsets, ("I64", 1));
            tensors.Add(HeldOutItems, ("I32", 1));
        }

        if (formatVersion == CellsFormatVersion)
        {
            tensors.Add(CellOffsets, ("I64", 1));
            tensors.Add(CellCentroid, ("F32", 2));
        }

        return tensors;
    }

    private static readonly Dictionary<string, (string Type, int Rank)> Tensors =
        new Dictionary<string, (string, int)>(StringComparer.Ordinal)
        {
            [UserEmbedding] = ("F32", 2),
            [ItemEmbedding] = ("F32", 2),
            [Bytes(UserId)] = ("U8", 1),
            [Offsets(UserId)] = ("I64", 1),
            [Bytes(ItemId)] = ("U8", 1),
            [Offsets(ItemId)] = ("I64", 1),
            [Bytes(ItemName)] = ("U8", 1),
            [Offsets(ItemName)] = ("I64", 1),
            [ItemPopularity] = ("I32", 1),
            [SeenOffsets] = ("I64", 1),
            [SeenItems] = ("I32", 1),
        };
}
