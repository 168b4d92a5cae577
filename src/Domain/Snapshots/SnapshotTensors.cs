using KDiffE.Domain.Numerics;
using KDiffE.Domain.Snapshots.Tensors;

namespace KDiffE.Domain.Snapshots;

/// <summary>The tensors of a snapshot file, checked against each other before anybody reads a value through them.</summary>
internal sealed class SnapshotTensors
{
    // A search looks at the centres of cells again and again: those of any catalogue that fits are fewer, and more would be slower than none.
    private const int MostCells = 1 << 16;

    private readonly SafetensorsFile _file;

    /// <param name="file">Has every tensor of <see cref="SnapshotLayout.Tensors"/>, with the dtype and rank it has there.</param>
    /// <exception cref="FormatException">The tensors do not fit each other or hold impossible values.</exception>
    public SnapshotTensors(SafetensorsFile file)
    {
        _file = file;
        UserEmbeddings = file.Values<float>(SnapshotLayout.UserEmbedding);
        ItemEmbeddings = file.Values<float>(SnapshotLayout.ItemEmbedding);
        Popularity = file.Values<int>(SnapshotLayout.ItemPopularity);
        Seen = new UserItems(file.Values<long>(SnapshotLayout.SeenOffsets), file.Values<int>(SnapshotLayout.SeenItems));
        HeldOut = Has(SnapshotLayout.HeldOutItems)
            ? new UserItems(file.Values<long>(SnapshotLayout.HeldOutOffsets), file.Values<int>(SnapshotLayout.HeldOutItems))
            : null;

        var (users, items) = (Size(SnapshotLayout.UserEmbedding), Size(SnapshotLayout.ItemEmbedding));
        Dim = (int)file.Shape(SnapshotLayout.ItemEmbedding)[1];
        Require(file.Shape(SnapshotLayout.UserEmbedding)[1] == Dim && Dim > 0, "users and items do not have embeddings of the same length");
        RequireSize(SnapshotLayout.ItemPopularity, items);
        UserIds = Texts(SnapshotLayout.UserId, users);
        ItemIds = Texts(SnapshotLayout.ItemId, items);
        ItemNames = Texts(SnapshotLayout.ItemName, items);
        ItemNames.Verify(SnapshotLayout.ItemName);
        CheckRows(SnapshotLayout.UserEmbedding, UserEmbeddings.Span);
        CheckRows(SnapshotLayout.ItemEmbedding, ItemEmbeddings.Span);
        Require(!Popularity.Span.ContainsAnyInRange(int.MinValue, -1), $"{SnapshotLayout.ItemPopularity} is negative");
        CheckItems(SnapshotLayout.SeenOffsets, SnapshotLayout.SeenItems, Seen, users, items);
        if (HeldOut is { } heldOut)
            CheckItems(SnapshotLayout.HeldOutOffsets, SnapshotLayout.HeldOutItems, heldOut, users, items);
        if (Has(SnapshotLayout.CellCentroid))
            Cells = ReadCells(items);
    }

    public int Dim { get; }

    public ReadOnlyMemory<float> UserEmbeddings { get; }

    public ReadOnlyMemory<float> ItemEmbeddings { get; }

    public StringTable UserIds { get; }

    public StringTable ItemIds { get; }

    public StringTable ItemNames { get; }

    public ReadOnlyMemory<int> Popularity { get; }

    public UserItems Seen { get; }

    public UserItems? HeldOut { get; }

    /// <summary>Null where items are in none.</summary>
    public ItemCells? Cells { get; }

    // Not for every row: the text is made even where nothing is wrong.
    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new FormatException(otherwise);
    }

    private bool Has(string tensor) => _file.Header.Tensors.Any(info => info.Name == tensor);

    private long Size(string tensor) => _file.Shape(tensor)[0];

    private void RequireSize(string tensor, long size) =>
        Require(Size(tensor) == size, $"{tensor} has {Size(tensor)} elements instead of {size}");

    private StringTable Texts(string name, long count)
    {
        RequireSize(SnapshotLayout.Offsets(name), count + 1);
        var bytes = _file.Values<byte>(SnapshotLayout.Bytes(name));
        var offsets = _file.Values<long>(SnapshotLayout.Offsets(name));
        CheckOffsets(SnapshotLayout.Offsets(name), offsets.Span, bytes.Length);
        return new StringTable(bytes, offsets);
    }

    // A snapshot may have items behind its cells, which came later.
    private ItemCells ReadCells(long items)
    {
        var shape = _file.Shape(SnapshotLayout.CellCentroid);
        var (offsets, centroids) = (_file.Values<long>(SnapshotLayout.CellOffsets), _file.Values<float>(SnapshotLayout.CellCentroid));
        Require(shape[1] == Dim, $"{SnapshotLayout.CellCentroid} is not of the length of embeddings");
        Require(shape[0] <= MostCells, $"{SnapshotLayout.CellCentroid} has {shape[0]} cells, more than {MostCells}");
        RequireSize(SnapshotLayout.CellOffsets, shape[0] + 1);
        Require(offsets.Span[^1] <= items, $"{SnapshotLayout.CellOffsets} ends behind the items");
        CheckOffsets(SnapshotLayout.CellOffsets, offsets.Span, offsets.Span[^1]);
        CheckRows(SnapshotLayout.CellCentroid, centroids.Span);
        return new ItemCells(offsets, centroids);
    }

    private static void CheckOffsets(string name, ReadOnlySpan<long> offsets, long end)
    {
        Require(offsets[0] == 0 && offsets[^1] == end, $"{name} does not run from 0 to {end}");
        for (var i = 1; i < offsets.Length; i++)
        {
            if (offsets[i] < offsets[i - 1])
                throw new FormatException($"{name} falls at {i}");
        }
    }

    // A finite sum of squares in both rows bounds their product (Cauchy-Schwarz): no score can be NaN or infinite.
    private void CheckRows(string name, ReadOnlySpan<float> rows)
    {
        for (var row = 0; row < rows.Length / Dim; row++)
        {
            var vector = rows.Slice(row * Dim, Dim);
            if (!float.IsFinite(DotProduct.Of(vector, vector)))
                throw new FormatException($"{name} row {row} is not finite");
        }
    }

    private void CheckItems(string offsetsName, string itemsName, UserItems of, long users, long items)
    {
        RequireSize(offsetsName, users + 1);
        CheckOffsets(offsetsName, of.Offsets.Span, of.Items.Length);
        for (var user = 0; user < users; user++)
        {
            var previous = -1;
            foreach (var item in of.Of(user))
            {
                if (item <= previous || item >= items)
                    throw new FormatException($"{itemsName} of user {user} are not ascending items");
                previous = item;
            }
        }
    }
}
