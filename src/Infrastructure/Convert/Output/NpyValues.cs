using System.Buffers.Binary;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>Floating-point values of NumPy's matrices, of 2, 4 or 8 bytes in either byte order.</summary>
internal sealed class NpyValues
{
    private readonly bool _isBigEndian;

    private NpyValues(int bytes, bool isBigEndian) => (Bytes, _isBigEndian) = (bytes, isBigEndian);

    /// <summary>Bytes of a value.</summary>
    internal int Bytes { get; }

    /// <param name="type">NumPy's name of the type, for example <c>&lt;f8</c>.</param>
    /// <exception cref="InvalidDataException">It is another type.</exception>
    internal static NpyValues Of(string type) => type is ['<' or '>', 'f', '2' or '4' or '8']
        ? new NpyValues(type[2] - '0', type[0] == '>')
        : throw new InvalidDataException($"holds values of type '{type}'; only f2, f4 and f8 are converted");

    /// <summary>Reads some rows of a matrix, in either order, as 32-bit floats.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="header">Its header.</param>
    /// <param name="first">The first row to read.</param>
    /// <param name="rows">How many.</param>
    /// <param name="target">Gets them, <c>[rows or more, columns]</c>.</param>
    /// <param name="tooLarge">Hears of a row with a finite value that 32 bits cannot hold; the row becomes NaN.</param>
    internal void Read(Stream source, NpyHeader header, int first, int rows, float[,] target, Action<int> tooLarge)
    {
        var (outer, inner) = header.IsFortranOrder ? (header.Columns, rows) : (rows, header.Columns);
        var bytes = new byte[inner * Bytes];
        var refused = new bool[rows];
        for (var line = 0; line < outer; line++)
        {
            var before = header.IsFortranOrder ? ((long)line * header.Rows) + first : (long)(first + line) * header.Columns;
            source.Position = header.Length + (before * Bytes);
            source.ReadExactly(bytes);
            for (var place = 0; place < inner; place++)
            {
                var value = Value(bytes.AsSpan(place * Bytes));
                var (row, column) = header.IsFortranOrder ? (place, line) : (line, place);
                target[row, column] = (float)value;
                refused[row] |= double.IsFinite(value) && !float.IsFinite((float)value);
            }
        }

        for (var row = 0; row < rows; row++)
        {
            if (!refused[row])
                continue;
            for (var column = 0; column < header.Columns; column++)
                target[row, column] = float.NaN;
            tooLarge(first + row);
        }
    }

    private double Value(ReadOnlySpan<byte> bytes) => (Bytes, _isBigEndian) switch
    {
        (2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        (2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(bytes),
        (4, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadSingleBigEndian(bytes),
        (_, false) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (_, true) => BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };
}
