using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Conversions between <see cref="Scalar"/> and .NET numbers.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>The number as a scalar.</summary>
    public static Scalar ToScalar(this int value) => value;

    /// <inheritdoc cref="ToScalar(int)"/>
    public static Scalar ToScalar(this long value) => value;

    /// <inheritdoc cref="ToScalar(int)"/>
    public static Scalar ToScalar(this float value) => value;

    /// <inheritdoc cref="ToScalar(int)"/>
    public static Scalar ToScalar(this double value) => value;

    /// <inheritdoc cref="ToScalar(int)"/>
    public static Scalar ToScalar(this bool value) => value;

    /// <summary>The scalar as a single-precision number.</summary>
    public static float ToSingle(this Scalar value) => (float)value.ToDouble();

    /// <summary>The scalar as a double-precision number.</summary>
    public static double ToDouble(this Scalar value) =>
        value.Value.Kind == ValueKind.Real ? value.Value.Real : value.Value.Integer;

    /// <summary>The scalar as a 32-bit integer.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static int ToInt32(this Scalar value) => checked((int)value.ToInt64());

    /// <summary>The scalar as a 64-bit integer, a fraction cut off.</summary>
    public static long ToInt64(this Scalar value) =>
        value.Value.Kind == ValueKind.Real ? checked((long)value.Value.Real) : value.Value.Integer;

    /// <summary>Whether the scalar is not zero.</summary>
    public static bool ToBoolean(this Scalar value) => value.ToDouble() != 0;
}
