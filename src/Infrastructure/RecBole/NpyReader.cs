using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// Reads a matrix of NumPy's format 1.0 row by row: little-endian 32-bit floats in C order, see
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
/// </summary>
internal sealed partial class NpyReader : IDisposable
{
    /// <summary>Magic, version and the length of the header.</summary>
    internal const int PreambleBytes = 10;

    internal static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    private readonly Stream _stream;

    /// <exception cref="InvalidDataException">It is not such a file; the message says why.</exception>
    internal NpyReader(Stream stream)
    {
        _stream = stream;
        var preamble = Take(PreambleBytes);
        if (!preamble.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("is not an .npy file");
        if (preamble[6] != 1 || preamble[7] != 0)
            throw new InvalidDataException($"is of format {preamble[6]}.{preamble[7]}; only 1.0 is read");
        var headerBytes = BinaryPrimitives.ReadUInt16LittleEndian(preamble.AsSpan(8));
        var header = Encoding.Latin1.GetString(Take(headerBytes));

        var type = TypeField().Match(header).Groups["value"].Value;
        if (type != "<f4")
            throw new InvalidDataException($"holds values of type '{type}'; only '<f4' is read");
        if (OrderField().Match(header).Groups["value"].Value != "False")
            throw new InvalidDataException("is in Fortran order; only C order is read");
        var shape = ShapeField().Match(header);
        if (!shape.Success
            || !int.TryParse(shape.Groups["rows"].ValueSpan, CultureInfo.InvariantCulture, out var rows)
            || !int.TryParse(shape.Groups["columns"].ValueSpan, CultureInfo.InvariantCulture, out var columns)
            || columns == 0)
        {
            throw new InvalidDataException("does not have the shape (items, values)");
        }

        (Rows, Columns) = (rows, columns);
        var expected = preamble.Length + headerBytes + ((long)rows * columns * sizeof(float));
        if (stream.Length != expected)
            throw new InvalidDataException($"has {stream.Length} bytes where its shape ({rows}, {columns}) needs {expected}");
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

    private byte[] Take(int count)
    {
        var bytes = new byte[count];
        return _stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new InvalidDataException("ends inside its header");
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"](?<value>[^'"]*)['"]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeField();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(?<value>True|False)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OrderField();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(\s*(?<rows>[0-9]+)\s*,\s*(?<columns>[0-9]+)\s*,?\s*\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShapeField();
}
