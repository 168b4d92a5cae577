using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>An argument of an ATen operator, made implicitly from the managed type.</summary>
internal readonly struct Argument
{
    private readonly Value _value;

    private Argument(Value value, object? owner = null)
    {
        _value = value;
        Owner = owner;
    }

    /// <summary>The object that the value points into or borrows from; it lives as long as the argument.</summary>
    internal object? Owner { get; }

    /// <summary>Eight-byte slots that <see cref="Write"/> needs for the elements of a list.</summary>
    internal int ListLength => Owner switch
    {
        long[] integers => integers.Length,
        Tensor?[] tensors => tensors.Length,
        _ => 0,
    };

    public static implicit operator Argument(Tensor? tensor) =>
        tensor is null ? default : new(new() { Kind = ValueKind.Tensor, Pointer = tensor.Handle }, tensor);

    public static implicit operator Argument(Scalar? scalar) => scalar is null ? default : new(scalar.Value);

    public static implicit operator Argument(long value) => new(new() { Kind = ValueKind.Integer, Integer = value });

    public static implicit operator Argument(long? value) => value is { } number ? number : default(Argument);

    public static implicit operator Argument(double value) => new(new() { Kind = ValueKind.Real, Real = value });

    public static implicit operator Argument(bool value) => new(new() { Kind = ValueKind.Boolean, Integer = value ? 1 : 0 });

    public static implicit operator Argument(long[]? values) =>
        values is null ? default : new(new() { Kind = ValueKind.IntegerList, Length = values.Length }, values);

    public static implicit operator Argument(Tensor[] tensors) =>
        new(new() { Kind = ValueKind.TensorList, Length = tensors.Length }, tensors);

    public static implicit operator Argument(ScalarType type) => (long)type;

    public static implicit operator Argument(ScalarType? type) => type is { } value ? value : default(Argument);

    public static implicit operator Argument(Device? device) => device is null
        ? default
        : new(new() { Kind = ValueKind.Device, Integer = (long)device.type, Length = device.index });

    public static implicit operator Argument(Generator? generator) => generator is null
        ? default
        : new(new() { Kind = ValueKind.Generator, Pointer = generator.Handle }, generator);

    /// <summary>A list in which <see langword="null"/> stands for an absent tensor.</summary>
    internal static Argument Optional(Tensor?[] tensors) =>
        new(new() { Kind = ValueKind.OptionalTensorList, Length = tensors.Length }, tensors);

    /// <summary>The native form; the elements of a list go to <paramref name="slots"/>.</summary>
    internal unsafe Value Write(long* slots)
    {
        var value = _value;
        switch (Owner)
        {
            case long[] integers:
                integers.CopyTo(new Span<long>(slots, integers.Length));
                value.Pointer = (nint)slots;
                break;
            case Tensor?[] tensors:
                for (var i = 0; i < tensors.Length; i++)
                    slots[i] = tensors[i]?.Handle ?? 0;
                value.Pointer = (nint)slots;
                break;
        }
        return value;
    }
}
