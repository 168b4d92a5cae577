using System.Numerics;
using KDiffE.Domain.Data;

namespace KDiffE.Domain.Snapshots;

/// <summary>
/// Finds rows by external id: a hash table of row numbers with open addressing over the UTF-8 bytes of the file, so that
/// a million ids cost eight megabytes and no strings.
/// </summary>
internal sealed class IdTable
{
    private const int Free = -1;
    private readonly StringTable _ids;
    private readonly int[] _slots;

    /// <exception cref="FormatException">An id is empty, too long, not UTF-8 or repeated.</exception>
    public IdTable(StringTable ids, string name)
    {
        ids.Verify(name);
        _ids = ids;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)ids.Count * 2 + 1)];
        Array.Fill(_slots, Free);
        for (var row = 0; row < ids.Count; row++)
        {
            var id = ids.Utf8(row);
            if (id.IsEmpty)
                throw new FormatException($"{name} {row} is empty");
            if (ExternalId.IsTooLong(id))
                throw new FormatException($"{name} {row} is longer than {ExternalId.MaxCharacters} characters");
            ref var slot = ref Slot(id);
            if (slot != Free)
                throw new FormatException($"{name} {row} repeats id {slot}, '{ids[row]}'");
            slot = row;
        }
    }

    public int Count => _ids.Count;

    public string this[int row] => _ids[row];

    public ReadOnlySpan<byte> Utf8(int row) => _ids.Utf8(row);

    public bool TryFind(ReadOnlySpan<char> id, out int row)
    {
        row = Free;
        Span<byte> utf8 = stackalloc byte[ExternalId.MaxBytes];
        // A lone surrogate has no UTF-8 form, and so is no id; neither is what does not fit.
        if (System.Text.Unicode.Utf8.FromUtf16(id, utf8, out _, out var length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
            return false;
        row = Slot(utf8[..length]);
        return row != Free;
    }

    // The slot that holds the id, or the free one where it would go.
    private ref int Slot(ReadOnlySpan<byte> id)
    {
        // Seeded per process: crafted ids cannot pile up in one place.
        var hash = new HashCode();
        hash.AddBytes(id);
        var mask = _slots.Length - 1;
        for (var i = hash.ToHashCode() & mask; ; i = (i + 1) & mask)
        {
            if (_slots[i] == Free || _ids.Utf8(_slots[i]).SequenceEqual(id))
                return ref _slots[i];
        }
    }
}
