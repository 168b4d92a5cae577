using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace KDiffE.Training.Operators;

/// <summary>
/// InfoNCE with its matrix products in bfloat16, whose eight bits leave a cosine an error of 1/512. Slabs of anchors pass
/// over all candidates: the exponentials of a slab are kept until its denominators are known, so that every similarity
/// is computed once. The candidates are cut into parts that depend on their number alone, so the result is the same for
/// any number of threads.
/// </summary>
internal sealed unsafe class Bf16InfoNce : IInfoNce
{
    /// <summary>The least τ: a similarity s / τ is off by 1 % there.</summary>
    public const float MinTemperature = 0.2f;

    private const int CandidatesPerPart = 640;
    private const int MaxParts = 8;

    // Exponentials of a slab, some 8 MiB; slabs of like size spare libtorch kernels for ever new shapes.
    private const int SlabExponentials = 1 << 22;
    private const int AnchorStep = 64;

    private readonly ContrastiveBatch _batch;
    private readonly int _dim;
    private readonly float _temperature;
    private readonly int _anchors;
    private readonly int _parts;
    private readonly int _candidates;
    private readonly ParallelOptions _parallelism;

    /// <param name="batch">The rows of the views that are contrasted.</param>
    /// <param name="dim">d.</param>
    /// <param name="temperature">τ.</param>
    /// <param name="threads">How many threads to use at most; −1 for as many as there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">τ is less than <see cref="MinTemperature"/>.</exception>
    /// <exception cref="NotSupportedException">The batch is one of the ranking loss, too small to gain by it.</exception>
    public Bf16InfoNce(ContrastiveBatch batch, int dim, float temperature, int threads = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(temperature, MinTemperature);
        if (batch.Weights is not null || batch.Excluded is not null)
            throw new NotSupportedException("Weights and exclusions are left to the kernel of floats.");
        (_batch, _dim, _temperature) = (batch, dim, temperature);
        var parts = Math.Clamp(batch.CandidateCount / CandidatesPerPart, 1, MaxParts);
        _candidates = Math.Max(Bf16.Lanes, RoundUp(Divide(batch.CandidateCount, parts), Bf16.Lanes));
        _parts = Divide(batch.CandidateCount, _candidates);
        var slabs = Divide(batch.Anchors.Length, Math.Max(AnchorStep, SlabExponentials / Math.Max(1, _parts * _candidates)));
        _anchors = RoundUp(Divide(batch.Anchors.Length, slabs), AnchorStep);
        _parallelism = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <inheritdoc/>
    public float Run(ReadOnlySpan<float> main, ReadOnlySpan<float> view, Span<float> gradMain, Span<float> gradView)
    {
        _batch.Check(main, view, gradMain, gradView, _dim);
        gradMain.Clear();
        gradView.Clear();
        var factor = 1 / (_batch.Anchors.Length * _temperature);
        var loss = 0.0;
        using var anchors = zeros(_anchors, _dim, ScalarType.BFloat16);
        using var scaled = zeros(_anchors, _dim, ScalarType.BFloat16);
        using var sums = new AlignedFloats(_parts * _anchors);
        using var gradients = new AlignedFloats(_anchors * _dim);
        using var denominators = new AlignedFloats(_anchors);
        var parts = new CandidatePart[_parts];
        fixed (float* pinnedMain = main, pinnedView = view, pinnedGradMain = gradMain, pinnedGradView = gradView)
        {
            // Copies, because a lambda cannot capture a fixed local.
            float* candidates = pinnedView, gradCandidates = pinnedGradView;
            try
            {
                for (var p = 0; p < _parts; p++)
                {
                    var first = p * _candidates;
                    parts[p] = new CandidatePart(
                        _batch, first, Math.Min(_candidates, _batch.CandidateCount - first), _candidates, candidates, _dim, _anchors, _temperature);
                }

                ForEachPart(p => parts[p].Load());
                for (var first = 0; first < _batch.Anchors.Length; first += _anchors)
                {
                    var count = Math.Min(_anchors, _batch.Anchors.Length - first);
                    using var slab = new AnchorSlab(_batch, first, count, pinnedMain, pinnedView, _dim, _dim);
                    Fill(anchors, slab, null);
                    ForEachPart(p => parts[p].Exponentials(anchors, sums.Span.Slice(p * _anchors, count)));
                    for (var i = 0; i < count; i++)
                    {
                        var sum = slab.PositiveExponential(i, _temperature);
                        for (var p = 0; p < _parts; p++)
                            sum += sums.Span[(p * _anchors) + i];
                        denominators.Pointer[i] = sum;
                        loss += Math.Log(sum) + ((1 - slab.PositiveCosine(i)) / _temperature);
                    }

                    Fill(scaled, slab, denominators);
                    ForEachPart(p => parts[p].Gradients(scaled));
                    ForEachAnchor(count, i =>
                    {
                        var gradient = gradients.Span.Slice(i * _dim, _dim);
                        gradient.Clear();
                        foreach (var part in parts)
                            part.AddAnchorGradient(i, gradient);
                        TensorPrimitives.Multiply(gradient, 1 / denominators.Pointer[i], gradient);
                    });
                    slab.AddGradients(gradients.Pointer, _dim, denominators.Pointer, _temperature, factor, pinnedGradMain, pinnedGradView);
                }

                ForEachPart(p => parts[p].StoreGradients(factor, gradCandidates));
            }
            finally
            {
                foreach (var part in parts)
                    part?.Dispose();
            }
        }

        return (float)(loss / _batch.Anchors.Length);
    }

    private static int Divide(int a, int b) => (a + b - 1) / b;

    private static int RoundUp(int value, int multiple) => Divide(value, multiple) * multiple;

    /// <summary>Writes the slab's anchors, each divided by its denominator where there are such, and zeros after the last.</summary>
    private void Fill(Tensor rows, AnchorSlab slab, AlignedFloats? denominators)
    {
        var target = TensorMemory.Halves(rows);
        ForEachAnchor(slab.Count, i => Bf16.Round(
            new ReadOnlySpan<float>(slab.Unit(i), _dim), denominators is null ? 1 : 1 / denominators.Pointer[i], target + (i * _dim)));
        new Span<ushort>(target + (slab.Count * _dim), (_anchors - slab.Count) * _dim).Clear();
    }

    private void ForEachAnchor(int count, Action<int> action) => Parallel.For(0, Divide(count, AnchorStep), _parallelism, block =>
    {
        for (var i = block * AnchorStep; i < Math.Min(count, (block + 1) * AnchorStep); i++)
            action(i);
    });

    private void ForEachPart(Action<int> action) => TorchThreads.For(_parts, action, _parallelism);
}
