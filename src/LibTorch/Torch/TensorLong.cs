namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor without dimensions that holds a number.</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<long>([scalar], [], dtype, device, requires_grad);

    /// <summary>A tensor of one dimension with a copy of the elements.</summary>
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<long>(dataArray, [dataArray.LongLength], dtype, device, requires_grad);

    /// <summary>A tensor with a copy of the elements, which are in row-major order.</summary>
    /// <exception cref="ArgumentException">The dimensions do not hold exactly the elements.</exception>
    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<long>(dataArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(long[], ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(long[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), dimensions, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(long[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<long> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), [rows, columns], dtype, device, requires_grad);

    /// <summary>A tensor of two dimensions with a copy of the elements.</summary>
    public static Tensor tensor(long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(long[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<long>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);
}
