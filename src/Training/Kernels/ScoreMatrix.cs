using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Item vectors laid out for scoring blocks of users, scores = U·Vᵀ (Eq. 7): packed, transposed, into the panels of
/// <see cref="RegisterTile"/>. Each score is summed over d in order, so it does not depend on the block it is computed in.
/// </summary>
internal sealed unsafe class ScoreMatrix
{
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
        _panelWidth = RegisterTile.Vectors * vectorWidth;
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

        if (_panelWidth == RegisterTile.Vectors * Simd512.Width)
            Multiply<Simd512, Vector512<float>>(embeddings, users, scores);
        else if (_panelWidth == RegisterTile.Vectors * Simd256.Width)
            Multiply<Simd256, Vector256<float>>(embeddings, users, scores);
        else
            Multiply<Scalar, float>(embeddings, users, scores);
    }

    private void Multiply<TSimd, TVector>(ReadOnlySpan<float> embeddings, ReadOnlySpan<int> users, Span<float> scores)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var rows = stackalloc float*[RegisterTile.Rows];
        var results = stackalloc float*[RegisterTile.Rows];
        var edge = stackalloc float[RegisterTile.Rows * MaxPanelWidth];
        fixed (float* panels = _panels, vectors = embeddings, output = scores)
        {
            for (var first = 0; first < Items; first += _panelWidth)
            {
                var whole = first + _panelWidth <= Items;
                for (var block = 0; block < users.Length; block += RegisterTile.Rows)
                {
                    for (var r = 0; r < RegisterTile.Rows; r++)
                    {
                        // A block that is not full computes its last row again.
                        var row = Math.Min(block + r, users.Length - 1);
                        rows[r] = vectors + ((nint)users[row] * _dim);
                        results[r] = whole ? output + ((nint)row * Items) + first : edge + (r * _panelWidth);
                    }

                    RegisterTile.Multiply<TSimd, TVector>(rows, panels + ((nint)first * _dim), _panelWidth, _dim, results, accumulate: false);
                    if (whole)
                        continue;
                    for (var r = 0; r < Math.Min(RegisterTile.Rows, users.Length - block); r++)
                        new ReadOnlySpan<float>(edge + (r * _panelWidth), Items - first).CopyTo(scores[(((block + r) * Items) + first)..]);
                }
            }
        }
    }
}
