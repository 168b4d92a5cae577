using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Softmax within each segment of a flat array, the attention over an item's neighbours (Eq. 1), and its gradient.
/// </summary>
/// <param name="offsets">Segment s holds the positions <c>offsets[s]..offsets[s + 1]</c>; empty segments are fine.</param>
internal sealed unsafe class SegmentSoftmax(int[] offsets)
{
    private readonly RowPartition _partition = new(offsets);

    /// <summary>Number of segments.</summary>
    public int Count => offsets.Length - 1;

    private int Length => offsets[^1];

    /// <summary>The segment of each position, <c>[nnz]</c>.</summary>
    public int[] SegmentOf()
    {
        var segmentOf = new int[Length];
        for (var s = 0; s < Count; s++)
            segmentOf.AsSpan(offsets[s]..offsets[s + 1]).Fill(s);
        return segmentOf;
    }

    /// <summary>a_k = exp(l_k) / Σ exp(l), over the segment of k; exact for logits of any size.</summary>
    /// <param name="logits">l, <c>[nnz]</c>.</param>
    /// <param name="weights">a, <c>[nnz]</c>; may be <paramref name="logits"/> itself.</param>
    /// <exception cref="ArgumentException">A length does not fit the segments.</exception>
    public void Forward(ReadOnlySpan<float> logits, Span<float> weights)
    {
        Shape.Check(logits, Length, 1, nameof(logits));
        Shape.Check<float>(weights, Length, 1, nameof(weights));
        fixed (float* pinnedLogits = logits, pinnedWeights = weights)
        {
            float* l = pinnedLogits, a = pinnedWeights;
            _partition.Run((first, end) =>
            {
                for (var s = first; s < end; s++)
                    Forward(l, a, offsets[s], offsets[s + 1]);
            });
        }
    }

    /// <summary>∂/∂l_k = a_k · (g_k − Σ a·g), over the segment of k.</summary>
    /// <param name="weights">a, what <see cref="Forward(ReadOnlySpan{float}, Span{float})"/> gave, <c>[nnz]</c>.</param>
    /// <param name="gradWeights">g, the gradient of the weights, <c>[nnz]</c>.</param>
    /// <param name="gradLogits">Receives the gradient of the logits, <c>[nnz]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the segments.</exception>
    public void Backward(ReadOnlySpan<float> weights, ReadOnlySpan<float> gradWeights, Span<float> gradLogits)
    {
        Shape.Check(weights, Length, 1, nameof(weights));
        Shape.Check(gradWeights, Length, 1, nameof(gradWeights));
        Shape.Check<float>(gradLogits, Length, 1, nameof(gradLogits));
        fixed (float* pinnedWeights = weights, pinnedGrad = gradWeights, pinnedResult = gradLogits)
        {
            float* a = pinnedWeights, g = pinnedGrad, result = pinnedResult;
            _partition.Run((first, end) =>
            {
                for (var s = first; s < end; s++)
                    Backward(a, g, result, offsets[s], offsets[s + 1]);
            });
        }
    }

    private static void Forward(float* l, float* a, int start, int end)
    {
        var max = float.NegativeInfinity;
        for (var k = start; k < end; k++)
            max = MathF.Max(max, l[k]);
        var sum = 0f;
        for (var k = start; k < end; k++)
            sum += a[k] = Exponential.Of<Scalar, float>(l[k] - max);
        for (var k = start; k < end; k++)
            a[k] /= sum;
    }

    private static void Backward(float* a, float* g, float* result, int start, int end)
    {
        var mean = 0f;
        for (var k = start; k < end; k++)
            mean += a[k] * g[k];
        for (var k = start; k < end; k++)
            result[k] = a[k] * (g[k] - mean);
    }
}
