using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <summary>
/// Consecutive candidates, scaled to length 1 and rounded to bfloat16, with the exponentials of a slab of anchors and
/// the candidates' gradients. Serves one thread at a time.
/// </summary>
internal sealed unsafe class CandidatePart : IDisposable
{
    private readonly ContrastiveBatch _batch;
    private readonly int _first;
    private readonly int _count;
    private readonly int _dim;
    private readonly int _padded;
    private readonly float* _view;
    private readonly float _inverseTemperature;
    private readonly Tensor _units;
    private readonly Tensor _exponentials;
    private readonly Tensor _anchorGradients;
    private readonly Tensor _slabGradients;
    private readonly AlignedFloats _gradients;

    /// <param name="batch">Whose candidates.</param>
    /// <param name="first">Place of the first among all candidates.</param>
    /// <param name="count">How many.</param>
    /// <param name="padded">The same rounded up to whole vectors.</param>
    /// <param name="view">The contrastive view, <c>[N, dim]</c>.</param>
    /// <param name="dim">d.</param>
    /// <param name="anchors">A, rows of a slab.</param>
    /// <param name="temperature">τ.</param>
    public CandidatePart(ContrastiveBatch batch, int first, int count, int padded, float* view, int dim, int anchors, float temperature)
    {
        (_batch, _first, _count, _padded, _dim, _inverseTemperature) = (batch, first, count, padded, dim, 1 / temperature);
        _view = view;
        _units = zeros(padded, dim, ScalarType.BFloat16);
        _exponentials = empty(anchors, padded, ScalarType.BFloat16);
        _anchorGradients = empty(anchors, dim, ScalarType.BFloat16);
        _slabGradients = empty(padded, dim, ScalarType.BFloat16);
        _gradients = new AlignedFloats(count * dim);
    }

    /// <summary>Takes the candidates from the view.</summary>
    public void Load()
    {
        _gradients.Span.Clear();
        var units = TensorMemory.Halves(_units);
        for (var n = 0; n < _count; n++)
            Bf16.Round(Row(n), UnitVector.InverseNorm(Row(n)), units + ((nint)n * _dim));
    }

    /// <summary>Computes exp((s_in − 1) / τ) of a slab, and for each anchor the sum over the part.</summary>
    /// <param name="anchors">â, bfloat16 <c>[A, dim]</c>; zero past the last anchor.</param>
    /// <param name="sums">Receives the sums, one for each anchor.</param>
    public void Exponentials(Tensor anchors, Span<float> sums)
    {
        using var transposed = _units.t();
        _exponentials.addmm_(anchors, transposed, 0, 1);
        var row = TensorMemory.Halves(_exponentials);
        for (var i = 0; i < sums.Length; i++, row += _padded)
            sums[i] = Exponentials(row);
    }

    /// <summary>Computes Σ_n e_in ĉ_n for each anchor, and adds Σ_i e_in / D_i · â_i to each candidate's gradient.</summary>
    /// <param name="scaled">â_i / D_i, bfloat16 <c>[A, dim]</c>; zero past the last anchor.</param>
    public void Gradients(Tensor scaled)
    {
        _anchorGradients.addmm_(_exponentials, _units, 0, 1);
        using var transposed = _exponentials.t();
        _slabGradients.addmm_(transposed, scaled, 0, 1);
        Bf16.AddTo(TensorMemory.Halves(_slabGradients), _gradients.Span);
    }

    /// <summary>Adds Σ_n e_in ĉ_n over the part for one anchor of the slab.</summary>
    public void AddAnchorGradient(int i, Span<float> sum) => Bf16.AddTo(TensorMemory.Halves(_anchorGradients) + ((nint)i * _dim), sum);

    /// <summary>Adds the candidates' gradients, times a factor, to those of the view.</summary>
    /// <param name="factor">Upstream gradient / (B τ).</param>
    /// <param name="gradView"><c>[N, dim]</c>.</param>
    public void StoreGradients(float factor, float* gradView)
    {
        using var unit = new AlignedFloats(_dim);
        for (var n = 0; n < _count; n++)
        {
            var inverse = UnitVector.Of(Row(n), unit.Span);
            UnitVector.AddGradient(
                _gradients.Span.Slice(n * _dim, _dim), unit.Span, factor * inverse,
                new Span<float>(gradView + ((nint)_batch.Candidate(_first + n) * _dim), _dim));
        }
    }

    public void Dispose()
    {
        _units.Dispose();
        _exponentials.Dispose();
        _anchorGradients.Dispose();
        _slabGradients.Dispose();
        _gradients.Dispose();
    }

    private ReadOnlySpan<float> Row(int n) => new(_view + ((nint)_batch.Candidate(_first + n) * _dim), _dim);

    /// <summary>Turns one anchor's cosines into exponentials, 0 past the last candidate, and returns their sum.</summary>
    private float Exponentials(ushort* row)
    {
        var scale = Vector512.Create(_inverseTemperature);
        var sum = Vector512<float>.Zero;
        for (var n = 0; n < _padded; n += Bf16.Lanes)
        {
            var (left, right) = Bf16.Load(row + n);
            // Cosines are at most 1, so that exp((s − 1) / τ) cannot overflow.
            left = Exponential.Of<Simd512, Vector512<float>>(Vector512.FusedMultiplyAdd(left, scale, -scale));
            right = Exponential.Of<Simd512, Vector512<float>>(Vector512.FusedMultiplyAdd(right, scale, -scale));
            if (n + Bf16.Lanes > _count)
            {
                left = Before(_count - n, left);
                right = Before(_count - n - Vector512<float>.Count, right);
            }

            sum += left + right;
            Bf16.Store(left, right, row + n);
        }

        return Vector512.Sum(sum);

        static Vector512<float> Before(int end, Vector512<float> values) =>
            Vector512.ConditionalSelect(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(end)).AsSingle(), values, Vector512<float>.Zero);
    }
}
