using System.Collections.Concurrent;
using KDiffE.Domain.Snapshots.Tensors;

namespace KDiffE.Domain.Snapshots;

/// <summary>
/// A verified snapshot in memory of its own, ready to serve; safe to read from many threads. What becomes of its file does
/// not matter any more. It stays until it is disposed and the last lease is returned; after that every member that
/// reads its tensors throws <see cref="ObjectDisposedException"/>. Spans must not outlive the lease under which they were
/// taken.
/// </summary>
public sealed class Snapshot : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly IdTable _users;
    private readonly IdTable _items;
    private readonly StringTable _names;
    private readonly ReadOnlyMemory<int> _popularity;
    private readonly UserItems _seen;
    private readonly UserItems? _heldOut;
    private readonly ConcurrentBag<IDisposable> _companions = [];
    private int _leases = 1; // the owner's own, until Dispose
    private int _disposed;

    internal Snapshot(SafetensorsFile file, SnapshotMetadata metadata, SnapshotTensors tensors)
    {
        _file = file;
        Metadata = metadata;
        Dim = tensors.Dim;
        Parts = metadata.Parts ?? RowParts.Of(Dim);
        UserEmbeddings = tensors.UserEmbeddings;
        ItemEmbeddings = tensors.ItemEmbeddings;
        _users = new IdTable(tensors.UserIds, SnapshotLayout.UserId);
        _items = new IdTable(tensors.ItemIds, SnapshotLayout.ItemId);
        _names = tensors.ItemNames;
        _popularity = tensors.Popularity;
        _seen = tensors.Seen;
        _heldOut = tensors.HeldOut;
        Cells = tensors.Cells;
    }

    /// <summary>What the snapshot says of itself.</summary>
    public SnapshotMetadata Metadata { get; }

    /// <summary>Number of users.</summary>
    public int Users => _users.Count;

    /// <summary>Number of items.</summary>
    public int Items => _items.Count;

    /// <summary>d, the length of one embedding.</summary>
    public int Dim { get; }

    /// <summary>What the columns of an embedding are.</summary>
    public RowParts Parts { get; }

    /// <summary>Row-major <c>[users, d]</c>.</summary>
    public ReadOnlyMemory<float> UserEmbeddings { get; }

    /// <summary>Row-major <c>[items, d]</c>.</summary>
    public ReadOnlyMemory<float> ItemEmbeddings { get; }

    /// <summary>Where items lie that are near each other; null where they are in no order.</summary>
    public ItemCells? Cells { get; }

    /// <summary>Training interactions of each item, <c>[items]</c>.</summary>
    public ReadOnlySpan<int> Popularity => _popularity.Span;

    /// <summary>The embedding of one user, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> UserEmbedding(int user) => UserEmbeddings.Span.Slice(user * Dim, Dim);

    /// <summary>The embedding of one item, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> ItemEmbedding(int item) => ItemEmbeddings.Span.Slice(item * Dim, Dim);

    /// <summary>The items a user has interacted with, ascending.</summary>
    public ReadOnlySpan<int> Seen(int user) => _seen.Of(user);

    /// <inheritdoc cref="Seen"/>
    public ReadOnlyMemory<int> SeenRows(int user) => _seen.RowsOf(user);

    /// <summary>
    /// Whether the model was made knowing an interaction. A snapshot of a version before there were held-out rows in it
    /// counts as having learnt all that it has seen.
    /// </summary>
    public bool HasLearnt(int user, int item) => _seen.Of(user).BinarySearch(item) >= 0 && (_heldOut is null || _heldOut.Of(user).BinarySearch(item) < 0);

    /// <summary>The row of an external user id.</summary>
    public bool TryGetUser(string id, out int user) => _users.TryFind(id, out user);

    /// <summary>The row of an external item id.</summary>
    public bool TryGetItem(string id, out int item) => _items.TryFind(id, out item);

    /// <summary>The external id of a user.</summary>
    public string UserId(int user) => _users[user];

    /// <summary>The external id of an item.</summary>
    public string ItemId(int item) => _items[item];

    /// <summary>The readable name of an item; null when it has none.</summary>
    public string? ItemName(int item) => _names.Utf8(item).IsEmpty ? null : _names[item];

    /// <summary>The external id of an item, in UTF-8.</summary>
    public ReadOnlySpan<byte> ItemIdUtf8(int item) => _items.Utf8(item);

    /// <summary>The readable name of an item, in UTF-8; empty when it has none.</summary>
    public ReadOnlySpan<byte> ItemNameUtf8(int item) => _names.Utf8(item);

    /// <summary>The same with further items after its own, which nobody has: all that was in it stays where it was, bit for bit.</summary>
    /// <param name="metadata">What the new snapshot says of itself.</param>
    /// <param name="ids">External ids of the items; none of them is here already.</param>
    /// <param name="names">Their readable names; null where one has none.</param>
    /// <param name="rows">Their embeddings, row-major <c>[ids, d]</c>.</param>
    internal SnapshotContent With(SnapshotMetadata metadata, IReadOnlyList<string> ids, IReadOnlyList<string?> names, ReadOnlySpan<float> rows) => new(
        metadata, Dim, [.. Enumerable.Range(0, Users).Select(UserId)], [.. Enumerable.Range(0, Items).Select(ItemId), .. ids],
        [.. Enumerable.Range(0, Items).Select(ItemName), .. names], UserEmbeddings.ToArray(), [.. ItemEmbeddings.Span, .. rows],
        [.. Popularity, .. new int[ids.Count]], _seen.Offsets.ToArray(), _seen.Items.ToArray())
    {
        HeldOutOffsets = _heldOut?.Offsets.ToArray() ?? [],
        HeldOutItems = _heldOut?.Items.ToArray() ?? [],
        CellOffsets = Cells?.Offsets.ToArray() ?? [],
        CellCentroids = Cells?.Centroids.ToArray() ?? [],
    };

    /// <summary>Keeps the snapshot in memory until the lease is disposed; null when the snapshot is gone already.</summary>
    public SnapshotLease? TryLease()
    {
        var leases = Volatile.Read(ref _leases);
        while (leases > 0)
        {
            var found = Interlocked.CompareExchange(ref _leases, leases + 1, leases);
            if (found == leases)
                return new SnapshotLease(this);
            leases = found;
        }

        return null;
    }

    /// <summary>Whether its memory was given back.</summary>
    public bool IsFreed => Volatile.Read(ref _leases) <= 0;

    /// <summary>Gives up the owner's share; its memory is freed when the last lease is returned.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Return();
    }

    /// <summary>Has what was made of the tensors be freed when they are.</summary>
    internal void Keep(IDisposable companion) => _companions.Add(companion);

    internal void Return()
    {
        if (Interlocked.Decrement(ref _leases) > 0)
            return;
        _file.Dispose();
        foreach (var companion in _companions)
            companion.Dispose();
    }
}
