namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor without dimensions that holds a number.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<double>([scalar], [], dtype, device, requires_grad);

    /// <summary>A tensor of one dimension with a copy of the elements.</summary>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<double>(rawArray, [rawArray.LongLength], dtype, device, requires_grad);

    /// <summary>A tensor with a copy of the elements, which are in row-major order.</summary>
    /// <exception cref="ArgumentException">The dimensions do not hold exactly the elements.</exception>
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<double>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(double[], ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(double[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(IList<double> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(rawArray.ToArray(), [rows, columns], dtype, device, requires_grad);

    /// <summary>A tensor of two dimensions with a copy of the elements.</summary>
    public static Tensor tensor(double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(double[], ReadOnlySpan{long}, ScalarType?, Device, bool)"/>
    public static Tensor tensor(Memory<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromSpan<double>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);
}
