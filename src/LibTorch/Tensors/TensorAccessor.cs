using System.Collections;
using TorchSharp.Interop;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a CPU tensor, in row-major order whatever its strides are.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly T* _data;
    private readonly long[] _shape;
    private readonly long[] _strides;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        Count = tensor.NumberOfElements;
        _data = Count == 0 ? null : (T*)Native.Check(Native.kdt_tensor_data(tensor.Handle));
    }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    internal T First => *_data;

    /// <summary>One element, by one index per dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is outside its dimension.</exception>
    public T this[params long[] indices]
    {
        get
        {
            var element = *At(indices);
            GC.KeepAlive(_tensor);
            return element;
        }

        set
        {
            *At(indices) = value;
            GC.KeepAlive(_tensor);
        }
    }

    /// <summary>A copy of the elements.</summary>
    public T[] ToArray()
    {
        var elements = new T[Count];
        CopyTo(elements);
        return elements;
    }

    /// <summary>Copies elements out.</summary>
    /// <param name="array">Where to.</param>
    /// <param name="arrayIndex">Position of the first one there.</param>
    /// <param name="tensorIndex">Position of the first one here.</param>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyTo(T[], int, long)"/>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (_tensor.is_contiguous())
        {
            new ReadOnlySpan<T>(_data + tensorIndex, count).CopyTo(target);
        }
        else
        {
            for (var i = 0; i < count; i++)
                target[i] = _data[Offset(tensorIndex + i)];
        }
        GC.KeepAlive(_tensor);
    }

    /// <summary>Copies elements in.</summary>
    /// <param name="array">Where from.</param>
    /// <param name="arrayIndex">Position of the first one there.</param>
    /// <param name="tensorIndex">Position of the first one here.</param>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyFrom(T[], int, long)"/>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        for (var i = 0; i < count; i++)
            _data[Offset(tensorIndex + i)] = source[i];
        GC.KeepAlive(_tensor);
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0L; i < Count; i++)
            yield return Read(i);
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing to free: the memory is the tensor's.</summary>
    public void Dispose() => GC.KeepAlive(_tensor);

    private T Read(long index)
    {
        var element = _data[Offset(index)];
        GC.KeepAlive(_tensor);
        return element;
    }

    private T* At(long[] indices)
    {
        if (indices.Length != _shape.Length && !(indices is [0] && Count == 1))
            throw new ArgumentException($"{indices.Length} indices for {_shape.Length} dimensions.", nameof(indices));
        var offset = 0L;
        for (var i = 0; i < _shape.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)_shape[i])
                throw new ArgumentOutOfRangeException(nameof(indices), indices[i], $"Dimension {i} has {_shape[i]} elements.");
            offset += indices[i] * _strides[i];
        }
        return _data + offset;
    }

    private long Offset(long index)
    {
        var offset = 0L;
        for (var i = _shape.Length - 1; i >= 0; i--)
        {
            (index, var position) = Math.DivRem(index, _shape[i]);
            offset += position * _strides[i];
        }
        return offset;
    }
}
