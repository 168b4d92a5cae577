using System.Numerics.Tensors;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>Vectors scaled to length 1, whose dot product is the cosine, and the gradient through the scaling.</summary>
internal static class UnitVector
{
    /// <summary>unit = x / |x|, with zeros after it; zeros for a vector without direction.</summary>
    /// <param name="x"><c>[d]</c>.</param>
    /// <param name="unit">Receives <c>[d]</c> and as many zeros as there is room.</param>
    /// <returns>1 / |x|; 0 for a vector without direction.</returns>
    public static float Of(ReadOnlySpan<float> x, Span<float> unit)
    {
        var inverse = InverseNorm(x);
        TensorPrimitives.Multiply(x, inverse, unit);
        unit[x.Length..].Clear();
        return inverse;
    }

    /// <summary>1 / |x|; 0 for a vector without direction.</summary>
    public static float InverseNorm(ReadOnlySpan<float> x)
    {
        var norm = MathF.Sqrt(DotProduct.Of(x, x));
        return norm == 0 ? 0 : 1 / norm;
    }

    /// <summary>
    /// gradX += factor · (g − (g · u) u): with factor 1 / |x|, the gradient of x for g, that of its unit vector u.
    /// </summary>
    public static void AddGradient(ReadOnlySpan<float> g, ReadOnlySpan<float> unit, float factor, Span<float> gradX)
    {
        TensorPrimitives.MultiplyAdd(g, factor, gradX, gradX);
        TensorPrimitives.MultiplyAdd(unit, -factor * DotProduct.Of(g, unit), gradX, gradX);
    }
}
