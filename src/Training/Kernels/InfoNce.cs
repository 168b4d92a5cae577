using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// InfoNCE on cosines (Eq. 13), the mean over the anchors of −s(a_i, p_i) / τ + log Σ_n exp(s(a_i, c_n) / τ), and its
/// gradients. The similarities are never stored: panels of candidates pass over all anchors, and the backward pass
/// computes them again. The candidates are cut into parts that depend on their number alone, and the parts' sums are
/// added in order, so the result is the same for any number of threads.
/// </summary>
internal sealed unsafe class InfoNce
{
    /// <summary>The least τ: exp((s − 1) / τ) ≥ exp(−80) then, which a float still holds.</summary>
    public const float MinTemperature = 0.025f;

    private const int CandidatesPerPart = 256;
    private const int MaxParts = 16;

    private readonly ContrastiveBatch _batch;
    private readonly int _dim;
    private readonly float _temperature;
    private readonly int _parts;
    private readonly ParallelOptions _parallelism;

    /// <param name="batch">The rows of the views that are contrasted.</param>
    /// <param name="dim">d.</param>
    /// <param name="temperature">τ.</param>
    /// <param name="threads">How many threads to use at most; −1 for as many as there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">τ is less than <see cref="MinTemperature"/>.</exception>
    public InfoNce(ContrastiveBatch batch, int dim, float temperature, int threads = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(temperature, MinTemperature);
        (_batch, _dim, _temperature) = (batch, dim, temperature);
        _parts = Math.Clamp(batch.CandidateCount / CandidatesPerPart, 1, MaxParts);
        _parallelism = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <summary>B, number of anchors.</summary>
    public int Anchors => _batch.Anchors.Length;

    /// <summary>The loss.</summary>
    /// <param name="main">The main view, row-major <c>[N, d]</c>.</param>
    /// <param name="view">The contrastive view, row-major <c>[N, d]</c>.</param>
    /// <param name="denominators">Receives D_i = Σ_n exp((s_in − 1) / τ), which the gradient needs, <c>[B]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public float Forward(ReadOnlySpan<float> main, ReadOnlySpan<float> view, Span<float> denominators)
    {
        if (Vector512.IsHardwareAccelerated)
            return Forward<Simd512, Vector512<float>>(main, view, denominators);
        return Vector256.IsHardwareAccelerated
            ? Forward<Simd256, Vector256<float>>(main, view, denominators)
            : Forward<Scalar, float>(main, view, denominators);
    }

    /// <summary>The gradients of both views.</summary>
    /// <param name="main">The main view, row-major <c>[N, d]</c>.</param>
    /// <param name="view">The contrastive view, row-major <c>[N, d]</c>.</param>
    /// <param name="denominators">D, what <see cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/> gave, <c>[B]</c>.</param>
    /// <param name="gradLoss">Gradient of the loss.</param>
    /// <param name="gradMain">Receives the gradient of the main view, <c>[N, d]</c>.</param>
    /// <param name="gradView">Receives the gradient of the contrastive view, <c>[N, d]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public void Backward(
        ReadOnlySpan<float> main, ReadOnlySpan<float> view, ReadOnlySpan<float> denominators, float gradLoss, Span<float> gradMain, Span<float> gradView)
    {
        if (Vector512.IsHardwareAccelerated)
            Backward<Simd512, Vector512<float>>(main, view, denominators, gradLoss, gradMain, gradView);
        else if (Vector256.IsHardwareAccelerated)
            Backward<Simd256, Vector256<float>>(main, view, denominators, gradLoss, gradMain, gradView);
        else
            Backward<Scalar, float>(main, view, denominators, gradLoss, gradMain, gradView);
    }

    internal float Forward<TSimd, TVector>(ReadOnlySpan<float> main, ReadOnlySpan<float> view, Span<float> denominators)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Check(main, view, denominators);
        var stride = CandidatePanel<TSimd, TVector>.Stride(_dim);
        var step = AnchorSlab.MaxCount(stride);
        var loss = 0.0;
        fixed (float* pinnedMain = main, pinnedView = view)
        {
            // A copy, because a lambda cannot capture a fixed local.
            var candidates = pinnedView;
            for (var first = 0; first < Anchors; first += step)
            {
                using var slab = new AnchorSlab(_batch, first, Math.Min(step, Anchors - first), pinnedMain, pinnedView, _dim, stride);
                var size = slab.Count * TSimd.Width;
                using var sums = new AlignedFloats(_parts * size);
                sums.Span.Clear();
                ForEachPanel<TSimd, TVector>(candidates, (panel, part) => panel.AddSums(slab, sums.Pointer + (part * size)));
                for (var i = 0; i < slab.Count; i++)
                {
                    var cosine = slab.PositiveCosine(i);
                    var sum = slab.HasPositiveAmongCandidates(i) ? 0 : Exponential.Of<Scalar, float>((cosine - 1) / _temperature);
                    for (var part = 0; part < _parts; part++)
                        sum += TSimd.Sum(TSimd.Load(sums.Pointer + (part * size) + (i * TSimd.Width)));
                    denominators[first + i] = sum;
                    loss += Math.Log(sum) + ((1 - cosine) / _temperature);
                }
            }
        }

        return (float)(loss / Anchors);
    }

    internal void Backward<TSimd, TVector>(
        ReadOnlySpan<float> main, ReadOnlySpan<float> view, ReadOnlySpan<float> denominators, float gradLoss, Span<float> gradMain, Span<float> gradView)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Check(main, view, denominators);
        Check(gradMain, gradView, denominators);
        gradMain.Clear();
        gradView.Clear();
        var stride = CandidatePanel<TSimd, TVector>.Stride(_dim);
        var step = AnchorSlab.MaxCount(stride);
        var factor = gradLoss / (Anchors * _temperature);
        fixed (float* pinnedMain = main, pinnedView = view, pinnedD = denominators, pinnedGradMain = gradMain, pinnedGradView = gradView)
        {
            // Copies, because a lambda cannot capture a fixed local.
            float* candidates = pinnedView, gradCandidates = pinnedGradView;
            for (var first = 0; first < Anchors; first += step)
            {
                using var slab = new AnchorSlab(_batch, first, Math.Min(step, Anchors - first), pinnedMain, pinnedView, _dim, stride);
                var size = slab.Count * stride;
                using var sums = new AlignedFloats(_parts * size);
                sums.Span.Clear();
                var d = pinnedD + first;
                ForEachPanel<TSimd, TVector>(candidates, (panel, part) =>
                {
                    panel.AddGradients(slab, d, sums.Pointer + (part * size));
                    panel.StoreGradients(factor, gradCandidates);
                });
                for (var i = 0; i < slab.Count; i++)
                {
                    var sum = sums.Span.Slice(i * stride, _dim);
                    for (var part = 1; part < _parts; part++)
                        TensorPrimitives.Add(sum, sums.Span.Slice((part * size) + (i * stride), _dim), sum);
                    var share = slab.HasPositiveAmongCandidates(i) ? 0 : Exponential.Of<Scalar, float>((slab.PositiveCosine(i) - 1) / _temperature) / d[i];
                    slab.AddGradients(i, sum, share - 1, factor, pinnedGradMain, pinnedGradView);
                }
            }
        }
    }

    /// <summary>Calls <paramref name="kernel"/> for every panel of candidates with the part that it belongs to.</summary>
    private void ForEachPanel<TSimd, TVector>(float* view, Action<CandidatePanel<TSimd, TVector>, int> kernel)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var width = CandidatePanel<TSimd, TVector>.Width;
        var panels = (_batch.CandidateCount + width - 1) / width;
        Parallel.For(0, _parts, _parallelism, part =>
        {
            using var panel = new CandidatePanel<TSimd, TVector>(_batch, _dim, _temperature);
            for (var p = panels * part / _parts; p < panels * (part + 1) / _parts; p++)
            {
                panel.Load(view, p * width);
                kernel(panel, part);
            }
        });
    }

    private void Check(ReadOnlySpan<float> main, ReadOnlySpan<float> view, ReadOnlySpan<float> denominators)
    {
        Shape.Check(main, _batch.Rows, _dim, nameof(main));
        Shape.Check(view, _batch.Rows, _dim, nameof(view));
        Shape.Check(denominators, Anchors, 1, nameof(denominators));
    }
}
