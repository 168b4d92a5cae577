using System.Buffers;
using System.Runtime.InteropServices;
using KDiffE.Domain.Numerics;
using Microsoft.Win32.SafeHandles;

namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>
/// A file's bytes in memory of this process's own: whatever happens to the file afterwards, they stay what they are. Filled
/// step by step, so that nothing is read that what came before does not account for. There is no finalizer: freeing
/// under a span would crash the process.
/// </summary>
internal sealed unsafe class LoadedFile : IDisposable
{
    private const int Block = 1 << 24;

    private readonly SafeFileHandle _handle;
    private byte* _pointer;
    private long _loaded;

    /// <summary>Opens a file and sets memory aside for all of it; nothing is read yet.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="OutOfMemoryException">It does not fit into memory.</exception>
    public LoadedFile(string path)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        try
        {
            Length = RandomAccess.GetLength(_handle);
            _pointer = HugePages.Allocate(Length, SafetensorsHeader.Alignment);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Size in bytes, as it was when the file was opened.</summary>
    public long Length { get; }

    /// <summary>Reads on to byte <paramref name="end"/>; at the end of the file it is closed.</summary>
    /// <exception cref="FormatException">The file has become shorter since it was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Load(long end)
    {
        while (_loaded < end)
        {
            var read = RandomAccess.Read(_handle, new Span<byte>(_pointer + _loaded, (int)Math.Min(Block, end - _loaded)), _loaded);
            if (read == 0)
                throw new FormatException($"it ended at byte {_loaded} while it was read, and had {Length} before");
            _loaded += read;
        }

        if (_loaded == Length)
            _handle.Dispose();
    }

    /// <summary>Elements of <typeparamref name="T"/> from byte <paramref name="offset"/> on.</summary>
    public ReadOnlySpan<T> Span<T>(long offset, int count) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_pointer == null, typeof(LoadedFile));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (_loaded - offset) / sizeof(T));
        return new(_pointer + offset, count);
    }

    /// <inheritdoc cref="Span{T}"/>
    public ReadOnlyMemory<T> Memory<T>(long offset, int count) where T : unmanaged =>
        new Region<T>(this, offset, count).Memory;

    public void Dispose()
    {
        _handle.Dispose();
        HugePages.Free(_pointer, Length);
        _pointer = null;
    }

    private sealed class Region<T>(LoadedFile file, long offset, int count) : MemoryManager<T> where T : unmanaged
    {
        public override Span<T> GetSpan()
        {
            var span = file.Span<T>(offset, count);
            return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(span), span.Length);
        }

        // Native memory does not move.
        public override MemoryHandle Pin(int elementIndex = 0) => new(file._pointer + offset + ((long)elementIndex * sizeof(T)));

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
