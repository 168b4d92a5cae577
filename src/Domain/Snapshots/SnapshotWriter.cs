using System.Globalization;
using System.Text;
using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots.Tensors;

namespace KDiffE.Domain.Snapshots;

/// <summary>Lays a snapshot out as a file of sealed tensors.</summary>
internal static class SnapshotWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The parts of <paramref name="content"/> do not fit each other.</exception>
    public static void Write(SnapshotContent content, Stream stream)
    {
        CheckLengths(content);
        CheckIds(nameof(content.UserIds), content.UserIds);
        CheckIds(nameof(content.ItemIds), content.ItemIds);
        SafetensorsFile.Write(Entries(content), Sources(content), stream);
    }

    private static void CheckLengths(SnapshotContent content)
    {
        long users = content.UserIds.Count, items = content.ItemIds.Count, d = content.Dim;
        (string Name, long Actual, long Expected)[] lengths =
        [
            (nameof(content.UserEmbeddings), content.UserEmbeddings.Length, users * d),
            (nameof(content.ItemEmbeddings), content.ItemEmbeddings.Length, items * d),
            (nameof(content.ItemNames), content.ItemNames.Count, items),
            (nameof(content.ItemPopularity), content.ItemPopularity.Length, items),
            (nameof(content.SeenOffsets), content.SeenOffsets.Length, users + 1),
            (nameof(content.HeldOutOffsets), content.HeldOutOffsets.Length, HasHeldOut(content) ? users + 1 : 0),
            (nameof(content.CellCentroids), content.CellCentroids.Length, HasCells(content) ? (content.CellOffsets.Length - 1) * d : 0),
        ];
        foreach (var (name, actual, expected) in lengths)
        {
            if (actual != expected)
                throw new ArgumentException($"{name} has {actual} elements instead of {expected}.", nameof(content));
        }
    }

    // A file that no reader would take is not worth its writing.
    private static void CheckIds(string name, IReadOnlyList<string> ids)
    {
        for (var row = 0; row < ids.Count; row++)
        {
            if (ids[row].Length == 0 || ExternalId.IsTooLong(ids[row]))
                throw new ArgumentException($"{name} {row} has {ExternalId.Characters(ids[row])} characters, but must have 1 to {ExternalId.MaxCharacters}.", nameof(ids));
        }
    }

    private static List<TensorSource> Sources(SnapshotContent content)
    {
        long users = content.UserIds.Count, items = content.ItemIds.Count;
        return
        [
            new ArrayTensorSource<float>(SnapshotLayout.UserEmbedding, "F32", content.UserEmbeddings, users, content.Dim),
            new ArrayTensorSource<float>(SnapshotLayout.ItemEmbedding, "F32", content.ItemEmbeddings, items, content.Dim),
            .. Texts(SnapshotLayout.UserId, content.UserIds),
            .. Texts(SnapshotLayout.ItemId, content.ItemIds),
            .. Texts(SnapshotLayout.ItemName, content.ItemNames),
            new ArrayTensorSource<int>(SnapshotLayout.ItemPopularity, "I32", content.ItemPopularity, items),
            new ArrayTensorSource<long>(SnapshotLayout.SeenOffsets, "I64", content.SeenOffsets, users + 1),
            new ArrayTensorSource<int>(SnapshotLayout.SeenItems, "I32", content.SeenItems, content.SeenItems.Length),
            .. HeldOut(content),
            .. Cells(content),
        ];
    }

    private static bool HasHeldOut(SnapshotContent content) => content.HeldOutItems.Length > 0;

    private static TensorSource[] HeldOut(SnapshotContent content) => HasHeldOut(content)
        ?
        [
            new ArrayTensorSource<long>(SnapshotLayout.HeldOutOffsets, "I64", content.HeldOutOffsets, content.HeldOutOffsets.Length),
            new ArrayTensorSource<int>(SnapshotLayout.HeldOutItems, "I32", content.HeldOutItems, content.HeldOutItems.Length),
        ]
        : [];

    private static bool HasCells(SnapshotContent content) => content.CellOffsets.Length > 0;

    private static TensorSource[] Cells(SnapshotContent content) => HasCells(content)
        ?
        [
            new ArrayTensorSource<long>(SnapshotLayout.CellOffsets, "I64", content.CellOffsets, content.CellOffsets.Length),
            new ArrayTensorSource<float>(SnapshotLayout.CellCentroid, "F32", content.CellCentroids, content.CellOffsets.Length - 1, content.Dim),
        ]
        : [];

    private static string FormatVersion(SnapshotContent content) =>
        HasCells(content) ? SnapshotLayout.CellsFormatVersion : HasHeldOut(content) ? SnapshotLayout.HeldOutFormatVersion : SnapshotLayout.FormatVersion;

    private static TensorSource[] Texts(string name, IReadOnlyList<string?> texts)
    {
        var bytes = new MemoryStream();
        var offsets = new long[texts.Count + 1];
        for (var i = 0; i < texts.Count; i++)
        {
            bytes.Write(StrictUtf8.GetBytes(texts[i] ?? ""));
            offsets[i + 1] = bytes.Length;
        }

        return
        [
            new ArrayTensorSource<byte>(SnapshotLayout.Bytes(name), "U8", bytes.ToArray(), bytes.Length),
            new ArrayTensorSource<long>(SnapshotLayout.Offsets(name), "I64", offsets, offsets.Length),
        ];
    }

    private static Dictionary<string, string> Entries(SnapshotContent content)
    {
        var metadata = content.Metadata;
        var entries = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = SnapshotLayout.Format,
            ["format_version"] = FormatVersion(content),
            ["version"] = metadata.Version,
            ["dataset"] = metadata.Dataset,
            ["created_at"] = metadata.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
            ["hyper_parameters"] = JsonSerializer.Serialize(metadata.HyperParameters),
            ["metrics"] = JsonSerializer.Serialize(metadata.Metrics),
            ["features"] = JsonSerializer.Serialize(metadata.Features),
        };
        if (metadata.Parts is { } parts)
            entries.Add("row_parts", JsonSerializer.Serialize(parts));
        if (metadata.Extension is { } extension)
            entries.Add("extension", JsonSerializer.Serialize(extension));
        if (metadata.Watermark is { } watermark)
            entries.Add("watermark", watermark.ToString("O", CultureInfo.InvariantCulture));
        return entries;
    }
}
