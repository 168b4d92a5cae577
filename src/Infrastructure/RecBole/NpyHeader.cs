using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// What NumPy writes before the values of a matrix, see
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
/// </summary>
/// <param name="Type">Of the values, for example <c>&lt;f4</c>.</param>
/// <param name="IsFortranOrder">Whether columns follow each other, not rows.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Values per row, at least one.</param>
/// <param name="Length">Bytes before the first value.</param>
internal sealed partial record NpyHeader(string Type, bool IsFortranOrder, int Rows, int Columns, int Length)
{
    /// <summary>Magic, version and, in format 1.0, the length of the rest.</summary>
    internal const int PreambleBytes = 10;

    // A header describes one matrix; what is longer is something else.
    private const int MaxBytes = 1 << 20;

    internal static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>Reads the header; the stream then stands at the first value.</summary>
    /// <param name="stream">The file from its beginning.</param>
    /// <param name="newest">The newest version of the format that is taken, 1 to 3.</param>
    /// <exception cref="InvalidDataException">It is no matrix in such a format; the message says why.</exception>
    internal static NpyHeader Read(Stream stream, int newest)
    {
        var preamble = Take(stream, PreambleBytes);
        if (!preamble.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("is not an .npy file");
        if (preamble[6] < 1 || preamble[6] > newest || preamble[7] != 0)
            throw new InvalidDataException($"is of format {preamble[6]}.{preamble[7]}; only {(newest == 1 ? "1.0 is" : $"1.0 to {newest}.0 are")} read");
        uint bytes = BinaryPrimitives.ReadUInt16LittleEndian(preamble.AsSpan(8));
        var wide = preamble[6] > 1;
        if (wide)
            bytes += (uint)BinaryPrimitives.ReadUInt16LittleEndian(Take(stream, sizeof(ushort))) << 16;
        if (bytes > MaxBytes)
            throw new InvalidDataException($"has a header of {bytes} bytes");
        var header = Encoding.Latin1.GetString(Take(stream, (int)bytes));

        var shape = ShapeField().Match(header);
        var isMatrix = int.TryParse(shape.Groups["rows"].ValueSpan, CultureInfo.InvariantCulture, out var rows)
            & int.TryParse(shape.Groups["columns"].ValueSpan, CultureInfo.InvariantCulture, out var columns);
        return isMatrix && columns > 0
            ? new NpyHeader(
                TypeField().Match(header).Groups["value"].Value, OrderField().Match(header).Groups["value"].Value != "False",
                rows, columns, PreambleBytes + (wide ? sizeof(ushort) : 0) + (int)bytes)
            : throw new InvalidDataException("does not have the shape (items, values)");
    }

    /// <exception cref="InvalidDataException">The values need another number of bytes than the file has.</exception>
    internal void CheckLength(long fileBytes, int bytesPerValue)
    {
        var expected = Length + ((long)Rows * Columns * bytesPerValue);
        if (fileBytes != expected)
            throw new InvalidDataException($"has {fileBytes} bytes where its shape ({Rows}, {Columns}) needs {expected}");
    }

    private static byte[] Take(Stream stream, int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
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
