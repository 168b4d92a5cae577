using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A dynamically typed number. Holds no native memory; disposable because TorchSharp's is.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(Value value) => Value = value;

    private Scalar(long value) => Value = new() { Kind = ValueKind.Integer, Integer = value };

    private Scalar(double value) => Value = new() { Kind = ValueKind.Real, Real = value };

    private Scalar(bool value) => Value = new() { Kind = ValueKind.Boolean, Integer = value ? 1 : 0 };

    internal Value Value { get; }

    /// <summary>Int64, Float64 or Bool.</summary>
    public torch.ScalarType Type => Value.Kind switch
    {
        ValueKind.Real => torch.ScalarType.Float64,
        ValueKind.Boolean => torch.ScalarType.Bool,
        _ => torch.ScalarType.Int64,
    };

    /// <summary>The number as a scalar.</summary>
    public static implicit operator Scalar(int value) => new((long)value);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Scalar(long value) => new(value);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Scalar(float value) => new((double)value);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Scalar(double value) => new(value);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Scalar(bool value) => new(value);

    /// <summary>Nothing to free.</summary>
    public void Dispose()
    {
    }
}
