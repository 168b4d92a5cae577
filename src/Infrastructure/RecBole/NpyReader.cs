using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Reads a matrix of NumPy's format 1.0 row by row: little-endian 32-bit floats in C order.</summary>
internal sealed class NpyReader : IDisposable
{
    private readonly Stream _stream;

    /// <exception cref="InvalidDataException">It is not such a file; the message says why.</exception>
    internal NpyReader(Stream stream)
    {
        _stream = stream;
        var header = NpyHeader.Read(stream, newest: 1);
        if (header.Type != "<f4")
            throw new InvalidDataException($"holds values of type '{header.Type}'; only '<f4' is read, and ./kdiffe convert makes that of others");
        if (header.IsFortranOrder)
            throw new InvalidDataException("is in Fortran order; only C order is read");
        header.CheckLength(stream.Length, sizeof(float));
        (Rows, Columns) = (header.Rows, header.Columns);
    }

    /// <summary>Number of rows.</summary>
    internal int Rows { get; }

    /// <summary>Values per row.</summary>
    internal int Columns { get; }

    /// <summary>The next row, <c>[Columns]</c>.</summary>
    internal float[] ReadRow()
    {
        var row = new float[Columns];
        var bytes = MemoryMarshal.AsBytes(row.AsSpan());
        _stream.ReadExactly(bytes);
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<byte, int>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return row;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
