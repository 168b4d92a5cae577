namespace KDiffE.Domain.Filtering;

/// <summary>
/// What one row of a column holds, in 64 bits: a number as it is, or, among the bit patterns of NaN, which is no JSON
/// number, the code of another value in <see cref="DistinctValues"/>.
/// </summary>
internal static class Cell
{
    private const ulong Boxed = 0xFFFC_0000_0000_0000;

    /// <summary>No value, or null.</summary>
    internal const long Missing = unchecked((long)Boxed);

    internal static long OfNumber(double number) => BitConverter.DoubleToInt64Bits(number);

    internal static long OfCode(int code) => unchecked((long)(Boxed | (uint)code));

    internal static bool IsCode(long cell) => (ulong)cell >= Boxed;

    /// <summary>The number; NaN where it is a code.</summary>
    internal static double Number(long cell) => BitConverter.Int64BitsToDouble(cell);

    internal static int Code(long cell) => (int)cell;
}
