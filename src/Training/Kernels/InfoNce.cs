using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// InfoNCE on cosines (Eq. 13), the mean over the anchors of −s(a_i, p_i) / τ + log Σ_n exp(s(a_i, c_n) / τ), and its
/// gradients. The similarities are never stored: panels of candidates pass over all anchors twice, for the denominators
/// and for the gradients. The candidates are cut into parts that depend on their number alone, and the parts' sums are
/// added in order, so the result is the same for any number of threads.
/// </summary>
internal sealed unsafe class InfoNce : IInfoNce
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

    /// <inheritdoc/>
    public float Run(ReadOnlySpan<float> main, ReadOnlySpan<float> view, Span<float> gradMain, Span<float> gradView)
    {
        if (Vector512.IsHardwareAccelerated)
            return Run<Simd512, Vector512<float>>(main, view, gradMain, gradView);
        return Vector256.IsHardwareAccelerated
            ? Run<Simd256, Vector256<float>>(main, view, gradMain, gradView)
            : Run<Scalar, float>(main, view, gradMain, gradView);
    }

    internal float Run<TSimd, TVector>(ReadOnlySpan<float> main, ReadOnlySpan<float> view, Span<float> gradMain, Span<float> gradView)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        _batch.Check(main, view, gradMain, gradView, _dim);
        gradMain.Clear();
        if (gradMain != gradView)
            gradView.Clear();
        var stride = CandidatePanel<TSimd, TVector>.Stride(_dim);
        var anchors = _batch.Anchors.Length;
        var step = AnchorSlab.CountOf(anchors, stride);
        var factor = 1 / (anchors * _temperature);
        var loss = 0.0;
        fixed (float* pinnedMain = main, pinnedView = view, pinnedGradMain = gradMain, pinnedGradView = gradView)
        {
            // Copies, because a lambda cannot capture a fixed local.
            float* candidates = pinnedView, gradCandidates = pinnedGradView;
            for (var first = 0; first < anchors; first += step)
            {
                using var slab = new AnchorSlab(_batch, first, Math.Min(step, anchors - first), pinnedMain, pinnedView, _dim, stride);
                using var denominators = new AlignedFloats(slab.Count);
                using (var sums = Parts(slab.Count * TSimd.Width))
                {
                    ForEachPanel<TSimd, TVector>(candidates, (panel, part) => panel.AddSums(slab, sums.Pointer + (part * slab.Count * TSimd.Width)));
                    for (var i = 0; i < slab.Count; i++)
                    {
                        var sum = slab.PositiveExponential(i, _temperature);
                        for (var part = 0; part < _parts; part++)
                            sum += TSimd.Sum(TSimd.Load(sums.Pointer + (((part * slab.Count) + i) * TSimd.Width)));
                        denominators.Pointer[i] = sum;
                        loss += Math.Log(sum) + ((1 - slab.PositiveCosine(i)) / _temperature);
                    }
                }

                var size = slab.Count * stride;
                using var gradients = Parts(size);
                ForEachPanel<TSimd, TVector>(candidates, (panel, part) =>
                {
                    panel.AddGradients(slab, denominators.Pointer, gradients.Pointer + (part * size));
                    panel.StoreGradients(factor, gradCandidates);
                });
                AddParts(gradients.Pointer, size);
                slab.AddGradients(gradients.Pointer, stride, denominators.Pointer, _temperature, factor, pinnedGradMain, pinnedGradView);
            }
        }

        return (float)(loss / anchors);
    }

    /// <summary>Adds the sums of all parts to those of the first.</summary>
    private void AddParts(float* sums, int size) => Parallel.For(0, _parts, _parallelism, share =>
    {
        var first = (int)((long)size * share / _parts);
        var length = (int)((long)size * (share + 1) / _parts) - first;
        for (var part = 1; part < _parts; part++)
        {
            var total = new Span<float>(sums + first, length);
            TensorPrimitives.Add(total, new ReadOnlySpan<float>(sums + ((nint)part * size) + first, length), total);
        }
    });

    /// <summary>Sums of every part, each of <paramref name="size"/> floats, zero.</summary>
    private AlignedFloats Parts(int size)
    {
        var sums = new AlignedFloats(_parts * size);
        sums.Span.Clear();
        return sums;
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
}
