using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>A file mapped into memory, read-only. There is no finalizer: unmapping under a span would crash the process.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _pointer;

    public MappedFile(FileStream stream)
    {
        Length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
    }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    /// <summary>Elements of <typeparamref name="T"/> from byte <paramref name="offset"/> on.</summary>
    public ReadOnlySpan<T> Span<T>(long offset, int count) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_pointer == null, typeof(MappedFile));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (Length - offset) / sizeof(T));
        return new(_pointer + offset, count);
    }

    /// <inheritdoc cref="Span{T}"/>
    public ReadOnlyMemory<T> Memory<T>(long offset, int count) where T : unmanaged =>
        new Region<T>(this, offset, count).Memory;

    public void Dispose()
    {
        if (_pointer == null)
            return;
        _pointer = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private sealed class Region<T>(MappedFile file, long offset, int count) : MemoryManager<T> where T : unmanaged
    {
        public override Span<T> GetSpan()
        {
            var span = file.Span<T>(offset, count);
            return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(span), span.Length);
        }

        // Mapped memory does not move.
        public override MemoryHandle Pin(int elementIndex = 0) => new(file._pointer + offset + ((long)elementIndex * sizeof(T)));

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
