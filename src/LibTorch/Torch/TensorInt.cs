namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor without dimensions that holds a number.</summary>
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        FromSpan<int>([scalar], [], null, device, requires_grad);

    /// <summary>A tensor of one dimension with a copy of the elements.</summary>
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<int>(rawArray, [rawArray.LongLength], dtype, device, requires_grad);

    /// <summary>A tensor with a copy of the elements, which are in row-major order.</summary>
    /// <exception cref="ArgumentException">The dimensions do not hold exactly the elements.</exception>
    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<int>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(int[], ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(int[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), dimensions, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(int[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<int> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), [rows, columns], dtype, device, requires_grad);

    /// <summary>A tensor of two dimensions with a copy of the elements.</summary>
    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(int[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<int>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);
}
