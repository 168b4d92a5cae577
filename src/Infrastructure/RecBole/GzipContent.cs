using System.Buffers.Binary;
using System.IO.Compression;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// Unpacks a gzip file. <see cref="GZipStream"/> takes one that was cut off for one that ends there; here its size, which
/// the last four bytes tell, must be what came out.
/// </summary>
internal sealed class GzipContent : Stream
{
    private readonly GZipStream _gzip;
    private readonly uint _size;
    private uint _read;

    internal GzipContent(FileStream file)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        file.Position = Math.Max(0, file.Length - size.Length);
        // A file that is shorter is no archive, and is found out to be none while it is read.
        _size = file.ReadAtLeast(size, size.Length, throwOnEndOfStream: false) == size.Length ? BinaryPrimitives.ReadUInt32LittleEndian(size) : 0;
        file.Position = 0;
        _gzip = new GZipStream(file, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, or several archives in one.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = _gzip.Read(buffer);
        unchecked
        {
            _read += (uint)read;
        }

        return read > 0 || buffer.IsEmpty || _read == _size
            ? read
            : throw new InvalidDataException("the archive is cut off, or several in one file");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _gzip.Dispose();
        base.Dispose(disposing);
    }
}
