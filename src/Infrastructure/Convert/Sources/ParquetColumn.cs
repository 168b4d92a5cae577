using System.Globalization;
using Parquet.Data;

namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>The values of a column in one group of rows, as text; a null is empty.</summary>
internal abstract class ParquetColumn : IDisposable
{
    /// <summary>How many values there are.</summary>
    internal abstract int Rows { get; }

    /// <summary>A value, valid until the next one is asked for.</summary>
    internal abstract ReadOnlySpan<char> this[int row] { get; }

    /// <param name="data">The column; disposed with the result.</param>
    /// <param name="mayBeNull">Whether the column says which of its values are null.</param>
    /// <param name="name">File and column, for the message.</param>
    /// <exception cref="InvalidDataException">It holds values of a type that has no text.</exception>
    internal static ParquetColumn Of(RawColumnData data, bool mayBeNull, string name) => data switch
    {
        RawColumnData<ReadOnlyMemory<char>> text => new Values<ReadOnlyMemory<char>>(text, mayBeNull, (value, _) => value.Span),
        RawColumnData<bool> flags => new Values<bool>(flags, mayBeNull, (value, _) => value ? "1" : "0"),
        RawColumnData<DateTime> times => new Values<DateTime>(
            times, mayBeNull, (value, buffer) => Format(DateTime.SpecifyKind(value, DateTimeKind.Utc), "O", buffer)),
        RawColumnData<DateOnly> days => new Values<DateOnly>(days, mayBeNull, (value, buffer) => Format(value, "O", buffer)),
        // Tables that pass through pandas hold missing integers as NaN.
        RawColumnData<double> numbers => new Values<double>(numbers, mayBeNull, (value, buffer) => double.IsNaN(value) ? [] : Format(value, "R", buffer)),
        RawColumnData<float> numbers => new Values<float>(numbers, mayBeNull, (value, buffer) => float.IsNaN(value) ? [] : Format(value, "R", buffer)),
        RawColumnData<decimal> numbers => Plain(numbers, mayBeNull),
        RawColumnData<long> numbers => Plain(numbers, mayBeNull),
        RawColumnData<ulong> numbers => Plain(numbers, mayBeNull),
        RawColumnData<int> numbers => Plain(numbers, mayBeNull),
        RawColumnData<uint> numbers => Plain(numbers, mayBeNull),
        RawColumnData<short> numbers => Plain(numbers, mayBeNull),
        RawColumnData<ushort> numbers => Plain(numbers, mayBeNull),
        RawColumnData<sbyte> numbers => Plain(numbers, mayBeNull),
        RawColumnData<byte> numbers => Plain(numbers, mayBeNull),
        RawColumnData<Guid> ids => Plain(ids, mayBeNull),
        _ => throw new InvalidDataException($"{name} holds values of a type that cannot be converted ({data.GetType().GenericTypeArguments[0].Name})."),
    };

    /// <inheritdoc/>
    public abstract void Dispose();

    private static Values<T> Plain<T>(RawColumnData<T> data, bool mayBeNull)
        where T : struct, ISpanFormattable => new(data, mayBeNull, (value, buffer) => Format(value, default, buffer));

    private static ReadOnlySpan<char> Format<T>(T value, ReadOnlySpan<char> format, Span<char> buffer)
        where T : ISpanFormattable => value.TryFormat(buffer, out var length, format, CultureInfo.InvariantCulture) ? buffer[..length] : [];

    private delegate ReadOnlySpan<char> Formatter<in T>(T value, Span<char> buffer);

    private sealed class Values<T>(RawColumnData<T> data, bool mayBeNull, Formatter<T> format) : ParquetColumn
        where T : struct
    {
        // Longer than any number, time or GUID.
        private readonly char[] _buffer = new char[64];
        private readonly T?[] _values = mayBeNull ? [.. data.NullableValues] : Array.ConvertAll(data.Values.ToArray(), value => (T?)value);

        internal override int Rows => _values.Length;

        internal override ReadOnlySpan<char> this[int row] => _values[row] is { } value ? format(value, _buffer) : [];

        public override void Dispose() => data.Dispose();
    }
}
