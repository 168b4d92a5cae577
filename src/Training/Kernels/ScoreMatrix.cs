using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Item vectors laid out for scoring blocks of users, scores = U·Vᵀ (Eq. 7). Items are packed into panels of two
/// vectors' width, transposed, so that six users against one panel fill twelve registers with sums and every load
/// serves several of them. Each score is summed over d in order, so it does not depend on the block it is computed in.
/// </summary>
internal sealed unsafe class ScoreMatrix
{
    private const int BlockRows = 6;
    private const int PanelVectors = 2;
    private const int MaxPanelWidth = 32;

    private readonly float[] _panels;
    private readonly int _panelWidth;
    private readonly int _dim;

    /// <param name="items">Row-major <c>[items, dim]</c>; copied.</param>
    /// <param name="dim">d.</param>
    /// <exception cref="ArgumentException">The values are not whole rows.</exception>
    public ScoreMatrix(ReadOnlySpan<float> items, int dim)
        : this(items, dim, Vector512.IsHardwareAccelerated ? Simd512.Width : Vector256.IsHardwareAccelerated ? Simd256.Width : Scalar.Width)
    {
    }

    internal ScoreMatrix(ReadOnlySpan<float> items, int dim, int vectorWidth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        Items = items.Length / dim;
        Shape.Check(items, Items, dim, nameof(items));
        _dim = dim;
        _panelWidth = PanelVectors * vectorWidth;
        _panels = new float[(Items + _panelWidth - 1) / _panelWidth * _panelWidth * dim];
        for (var item = 0; item < Items; item++)
        {
            var (panel, lane) = Math.DivRem(item, _panelWidth);
            for (var k = 0; k < dim; k++)
                _panels[(((panel * dim) + k) * _panelWidth) + lane] = items[(item * dim) + k];
        }
    }

    /// <summary>J, number of items.</summary>
    public int Items { get; }

    /// <summary>Scores every item for the users given; one thread per call, any number of calls at once.</summary>
    /// <param name="embeddings">All users' vectors, row-major <c>[I, dim]</c>.</param>
    /// <param name="users">The rows to score.</param>
    /// <param name="scores">Receives row-major <c>[users.Length, items]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a user has no row.</exception>
    public void Multiply(ReadOnlySpan<float> embeddings, ReadOnlySpan<int> users, Span<float> scores)
    {
        Shape.Check<float>(scores, users.Length, Items, nameof(scores));
        foreach (var user in users)
        {
            if ((uint)user >= (uint)(embeddings.Length / _dim))
                throw new ArgumentException($"User {user} has no embedding.", nameof(users));
        }

        if (_panelWidth == PanelVectors * Simd512.Width)
            Multiply<Simd512, Vector512<float>>(embeddings, users, scores);
        else if (_panelWidth == PanelVectors * Simd256.Width)
            Multiply<Simd256, Vector256<float>>(embeddings, users, scores);
        else
            Multiply<Scalar, float>(embeddings, users, scores);
    }

    private void Multiply<TSimd, TVector>(ReadOnlySpan<float> embeddings, ReadOnlySpan<int> users, Span<float> scores)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var rows = stackalloc float*[BlockRows];
        var results = stackalloc float*[BlockRows];
        var edge = stackalloc float[BlockRows * MaxPanelWidth];
        fixed (float* panels = _panels, vectors = embeddings, output = scores)
        {
            for (var first = 0; first < Items; first += _panelWidth)
            {
                var whole = first + _panelWidth <= Items;
                for (var block = 0; block < users.Length; block += BlockRows)
                {
                    for (var r = 0; r < BlockRows; r++)
                    {
                        // A block that is not full computes its last row again.
                        var row = Math.Min(block + r, users.Length - 1);
                        rows[r] = vectors + ((nint)users[row] * _dim);
                        results[r] = whole ? output + ((nint)row * Items) + first : edge + (r * _panelWidth);
                    }

                    Tile<TSimd, TVector>(panels + ((nint)first * _dim), rows, results, _dim);
                    if (whole)
                        continue;
                    for (var r = 0; r < Math.Min(BlockRows, users.Length - block); r++)
                        new ReadOnlySpan<float>(edge + (r * _panelWidth), Items - first).CopyTo(scores[(((block + r) * Items) + first)..]);
                }
            }
        }
    }

    /// <summary>Six users against one panel.</summary>
    private static void Tile<TSimd, TVector>(float* panel, float** rows, float** results, int dim)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var w = TSimd.Width;
        float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3], r4 = rows[4], r5 = rows[5];
        TVector a0 = TSimd.Broadcast(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
        TVector b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0, b5 = a0;
        for (var k = 0; k < dim; k++)
        {
            var left = TSimd.Load(panel);
            var right = TSimd.Load(panel + w);
            panel += PanelVectors * w;
            Step<TSimd, TVector>(r0[k], left, right, ref a0, ref b0);
            Step<TSimd, TVector>(r1[k], left, right, ref a1, ref b1);
            Step<TSimd, TVector>(r2[k], left, right, ref a2, ref b2);
            Step<TSimd, TVector>(r3[k], left, right, ref a3, ref b3);
            Step<TSimd, TVector>(r4[k], left, right, ref a4, ref b4);
            Step<TSimd, TVector>(r5[k], left, right, ref a5, ref b5);
        }

        Store<TSimd, TVector>(a0, b0, results[0]);
        Store<TSimd, TVector>(a1, b1, results[1]);
        Store<TSimd, TVector>(a2, b2, results[2]);
        Store<TSimd, TVector>(a3, b3, results[3]);
        Store<TSimd, TVector>(a4, b4, results[4]);
        Store<TSimd, TVector>(a5, b5, results[5]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TSimd, TVector>(float value, TVector left, TVector right, ref TVector a, ref TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var factor = TSimd.Broadcast(value);
        a = TSimd.MultiplyAdd(factor, left, a);
        b = TSimd.MultiplyAdd(factor, right, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(TVector left, TVector right, float* result)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(left, result);
        TSimd.Store(right, result + TSimd.Width);
    }
}
