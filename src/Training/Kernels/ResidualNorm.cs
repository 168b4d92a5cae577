using System.Numerics.Tensors;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// y = λ·h + normalise(h + dropout(g)), row by row (Eq. 2 with its residual), and its gradients. A row without direction
/// normalises to zero. What is dropped follows from the seed, so that nothing need be kept for the backward pass.
/// </summary>
/// <param name="rows">Number of rows.</param>
/// <param name="d">Columns.</param>
/// <param name="residual">λ.</param>
/// <param name="dropout">Share of g's values that become zero, the others growing by as much; 0 for none.</param>
/// <param name="seed">Of the dropout.</param>
internal sealed unsafe class ResidualNorm(int rows, int d, float residual, float dropout, int seed)
{
    private const int RowsPerPart = 256;

    // A 16-bit draw under this drops its value.
    private readonly int _dropped = (int)MathF.Round(dropout * (1 << 16));

    /// <summary>The value.</summary>
    /// <param name="h"><c>[rows, d]</c>.</param>
    /// <param name="g"><c>[rows, d]</c>.</param>
    /// <param name="y">Receives the value, <c>[rows, d]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public void Forward(ReadOnlySpan<float> h, ReadOnlySpan<float> g, Span<float> y)
    {
        Check(h, g, y);
        fixed (float* pinnedH = h, pinnedG = g, pinnedY = y)
        {
            float* from = pinnedH, added = pinnedG, to = pinnedY;
            ForEachRow((row, mask) =>
            {
                var own = Row(from, row);
                var sum = Row(to, row);
                var inverse = Sum(row, own, Row(added, row), mask, sum);
                TensorPrimitives.Multiply(sum, inverse, sum);
                TensorPrimitives.MultiplyAdd(own, residual, sum, sum);
            });
        }
    }

    /// <summary>The gradients.</summary>
    /// <param name="h"><c>[rows, d]</c>.</param>
    /// <param name="g"><c>[rows, d]</c>.</param>
    /// <param name="gradY"><c>[rows, d]</c>.</param>
    /// <param name="gradH">Receives the gradient of h, <c>[rows, d]</c>.</param>
    /// <param name="gradG">Receives the gradient of g, <c>[rows, d]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public void Backward(ReadOnlySpan<float> h, ReadOnlySpan<float> g, ReadOnlySpan<float> gradY, Span<float> gradH, Span<float> gradG)
    {
        Check(h, g, gradY);
        Check(h, gradH, gradG);
        fixed (float* pinnedH = h, pinnedG = g, pinnedY = gradY, pinnedGradH = gradH, pinnedGradG = gradG)
        {
            float* from = pinnedH, added = pinnedG, upstream = pinnedY, toH = pinnedGradH, toG = pinnedGradG;
            ForEachRow((row, mask) =>
            {
                var own = Row(from, row);
                var ofH = Row(toH, row);
                var ofG = Row(toG, row);
                var ofY = Row(upstream, row);
                // The unit vector stands where the gradient of h will.
                var inverse = Sum(row, own, Row(added, row), mask, ofH);
                TensorPrimitives.Multiply(ofH, inverse, ofH);
                ofG.Clear();
                UnitVector.AddGradient(ofY, ofH, inverse, ofG);
                TensorPrimitives.MultiplyAdd(ofY, residual, ofG, ofH);
                if (_dropped > 0)
                    TensorPrimitives.Multiply(ofG, mask, ofG);
            });
        }
    }

    /// <summary>sum = own + dropout(added), the mask left behind; returns 1 / |sum|.</summary>
    private float Sum(int row, ReadOnlySpan<float> own, ReadOnlySpan<float> added, Span<float> mask, Span<float> sum)
    {
        if (_dropped == 0)
        {
            TensorPrimitives.Add(own, added, sum);
            return UnitVector.InverseNorm(sum);
        }

        var bits = SplitMix64.For(seed, row);
        var scale = (float)(1 << 16) / ((1 << 16) - _dropped);
        var word = 0UL;
        for (var k = 0; k < mask.Length; k++, word >>= 16)
        {
            if (k % 4 == 0)
                word = bits.Next();
            mask[k] = (int)(word & 0xFFFF) < _dropped ? 0 : scale;
        }

        TensorPrimitives.MultiplyAdd(added, mask, own, sum);
        return UnitVector.InverseNorm(sum);
    }

    private void ForEachRow(RowAction action) => Parallel.For(0, (rows + RowsPerPart - 1) / RowsPerPart, part =>
    {
        using var mask = new AlignedFloats(d);
        for (var row = part * RowsPerPart; row < Math.Min(rows, (part + 1) * RowsPerPart); row++)
            action(row, mask.Span);
    });

    private Span<float> Row(float* table, int row) => new(table + ((nint)row * d), d);

    private void Check(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        Shape.Check(a, rows, d, nameof(a));
        Shape.Check(b, rows, d, nameof(b));
        Shape.Check(c, rows, d, nameof(c));
    }

    /// <summary>Works on one row, with room for its mask.</summary>
    private delegate void RowAction(int row, Span<float> mask);
}
