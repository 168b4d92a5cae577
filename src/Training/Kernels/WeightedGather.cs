using System.Buffers;
using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// The weighted sum over each row's neighbours, y_j = Σ_k a_k x[t_k] (the sum of Eq. 2), with its gradients to the
/// weights a and to the gathered rows x.
/// </summary>
internal sealed unsafe class WeightedGather
{
    /// <param name="targets">Row j holds the neighbours t_k of j, <c>[rows, nodes]</c>; a neighbour may occur twice.</param>
    public WeightedGather(CsrPattern targets)
    {
        Targets = targets;
        Transposed = targets.Transpose(out var source);
        Source = source;
    }

    /// <summary>Row j's neighbours t_k.</summary>
    public CsrPattern Targets { get; }

    /// <summary>The rows that each node is a neighbour of, <c>[nodes, rows]</c>.</summary>
    public CsrPattern Transposed { get; }

    /// <summary>Which non-zero of <see cref="Targets"/> each one of <see cref="Transposed"/> is, <c>[nnz]</c>.</summary>
    public int[] Source { get; }

    /// <summary>y_j = Σ_k a_k x[t_k] for every row j.</summary>
    /// <param name="weights">a, <c>[nnz]</c>.</param>
    /// <param name="x">Row-major <c>[nodes, d]</c>.</param>
    /// <param name="d">Columns of x and y.</param>
    /// <param name="y">Row-major <c>[rows, d]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> x, int d, Span<float> y) =>
        SpMM.Multiply(Targets, weights, x, d, y);

    /// <summary>∂/∂x = Aᵀ·g, with A the matrix of the weights.</summary>
    /// <param name="weights">a, <c>[nnz]</c>.</param>
    /// <param name="gradY">g, row-major <c>[rows, d]</c>.</param>
    /// <param name="d">Columns of x and y.</param>
    /// <param name="gradX">Receives the gradient of x, <c>[nodes, d]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public void BackwardX(ReadOnlySpan<float> weights, ReadOnlySpan<float> gradY, int d, Span<float> gradX)
    {
        Shape.Check(weights, Source.Length, 1, nameof(weights));
        var permuted = ArrayPool<float>.Shared.Rent(Source.Length);
        for (var k = 0; k < Source.Length; k++)
            permuted[k] = weights[Source[k]];
        SpMM.Multiply(Transposed, permuted.AsSpan(0, Source.Length), gradY, d, gradX);
        ArrayPool<float>.Shared.Return(permuted);
    }

    /// <summary>∂/∂a_k = g_j · x[t_k] for every neighbour k of row j.</summary>
    /// <param name="gradY">g, row-major <c>[rows, d]</c>.</param>
    /// <param name="x">Row-major <c>[nodes, d]</c>.</param>
    /// <param name="d">Columns of x and y.</param>
    /// <param name="gradWeights">Receives the gradient of the weights, <c>[nnz]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public void BackwardWeights(ReadOnlySpan<float> gradY, ReadOnlySpan<float> x, int d, Span<float> gradWeights)
    {
        if (Vector512.IsHardwareAccelerated)
            BackwardWeights<Simd512, Vector512<float>>(gradY, x, d, gradWeights);
        else if (Vector256.IsHardwareAccelerated)
            BackwardWeights<Simd256, Vector256<float>>(gradY, x, d, gradWeights);
        else
            BackwardWeights<Scalar, float>(gradY, x, d, gradWeights);
    }

    internal void BackwardWeights<TSimd, TVector>(ReadOnlySpan<float> gradY, ReadOnlySpan<float> x, int d, Span<float> gradWeights)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Shape.Check(gradY, Targets.Rows, d, nameof(gradY));
        Shape.Check(x, Targets.Cols, d, nameof(x));
        Shape.Check<float>(gradWeights, Source.Length, 1, nameof(gradWeights));
        fixed (float* pinnedGrad = gradY, pinnedX = x, pinnedResult = gradWeights)
        {
            float* g = pinnedGrad, source = pinnedX, result = pinnedResult;
            Targets.Partition.Run((first, end) =>
            {
                for (var j = first; j < end; j++)
                {
                    for (var k = Targets.Offsets[j]; k < Targets.Offsets[j + 1]; k++)
                        result[k] = Dot<TSimd, TVector>(g + ((nint)j * d), source + ((nint)Targets.Indices[k] * d), d);
                }
            });
        }
    }

    private static float Dot<TSimd, TVector>(float* a, float* b, int d)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var sum = TSimd.Broadcast(0);
        var i = 0;
        for (; i + TSimd.Width <= d; i += TSimd.Width)
            sum = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), sum);
        var result = TSimd.Sum(sum);
        for (; i < d; i++)
            result += a[i] * b[i];
        return result;
    }
}
