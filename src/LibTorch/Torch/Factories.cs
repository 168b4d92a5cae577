using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor with the shape and a copy of the elements of an array of any rank.</summary>
    /// <exception cref="NotSupportedException">Tensors cannot hold its elements.</exception>
    public static Tensor from_array(Array rawArray, Device? device = null) => FromArray(rawArray, null, device, false);

    /// <inheritdoc cref="from_array(Array, Device)"/>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dtype, device, requires_grad);

    /// <summary>The numbers start, start + step, … before stop.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("arange.start_step", [start, stop, step, dtype ?? ArangeType(start, stop, step), default, device], requires_grad);

    /// <summary>The numbers start, start + 1, … before stop.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>The numbers 0, 1, … before stop.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>A matrix with ones on its diagonal.</summary>
    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("eye.m", [rows, columns < 0 ? rows : columns, dtype, default, device], requires_grad);

    /// <summary>A sparse tensor; it passes no gradient to its values.</summary>
    /// <param name="indices">int64 coordinates, [dimensions, elements]; repeated ones add up.</param>
    /// <param name="values">The elements.</param>
    /// <param name="size">The shape.</param>
    /// <param name="dtype">Element type; that of the values when absent.</param>
    /// <param name="device">Device; that of the values when absent.</param>
    /// <param name="requires_grad">Whether gradients are computed.</param>
    public static Tensor sparse_coo_tensor(
        Tensor indices, Tensor values, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        using var detached = values.detach();
        return Create(
            "sparse_coo_tensor.indices_size",
            [indices, detached, size, dtype ?? values.dtype, default, device ?? values.device],
            requires_grad);
    }

    /// <summary>Zeros in the shape, type and on the device of another tensor, unless stated.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("zeros_like", [input, dtype, default, device], requires_grad);

    /// <summary>Ones in the shape, type and on the device of another tensor, unless stated.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("ones_like", [input, dtype, default, device], requires_grad);

    /// <summary>Unset elements in the shape, type and on the device of another tensor, unless stated.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("empty_like", [input, dtype, default, device], requires_grad);

    /// <summary>One value in the shape, type and on the device of another tensor, unless stated.</summary>
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("full_like", [input, value, dtype, default, device], requires_grad);

    /// <summary>Standard normal numbers in the shape, type and on the device of another tensor, unless stated.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("randn_like", [input, dtype, default, device], requires_grad);

    private static Tensor Create(string name, ReadOnlySpan<Argument> arguments, bool requiresGrad) =>
        Aten.Call(name, arguments).requires_grad_(requiresGrad);

    private static ScalarType? DtypeOf(Scalar value) => value.Type == ScalarType.Float64 ? null : value.Type;

    private static ScalarType? ArangeType(Scalar start, Scalar stop, Scalar step) =>
        is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type) ? ScalarType.Int64 : null;

    private static Tensor FromSpan<T>(ReadOnlySpan<T> elements, long[] shape, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged => FromBytes(MemoryMarshal.AsBytes(elements), elements.Length, typeof(T), shape, dtype, device, requiresGrad);

    private static Tensor FromArray(Array elements, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        var type = elements.GetType().GetElementType()!;
        var shape = Enumerable.Range(0, elements.Rank).Select(elements.GetLongLength).ToArray();
        var bytes = MemoryMarshal.CreateReadOnlySpan(
            ref MemoryMarshal.GetArrayDataReference(elements), elements.Length * SizeOf(DtypeOf(type)));
        return FromBytes(bytes, elements.LongLength, type, shape, dtype, device, requiresGrad);
    }

    private static Tensor FromBytes(
        ReadOnlySpan<byte> bytes, long count, Type type, long[] shape, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        var size = shape.Aggregate(1L, (product, length) => product * length);
        if (size != count)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {size} vs. {count}");
        var result = empty(shape, DtypeOf(type));
        bytes.CopyTo(result.bytes);
        if (dtype is not null || device is not null)
            result = result.to(dtype ?? result.dtype, device ?? CPU, disposeAfter: true);
        return result.requires_grad_(requiresGrad);
    }
}
