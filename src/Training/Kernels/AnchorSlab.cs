using System.Numerics.Tensors;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// A part of the anchors, scaled to length 1, with their positives: no more than the second-level cache holds, so that
/// working memory does not grow with the batch.
/// </summary>
internal sealed unsafe class AnchorSlab : IDisposable
{
    /// <summary>Anchors whose similarities with a panel are held at once, some 12 KiB.</summary>
    public const int Block = 96;

    private const int MaxFloats = 1 << 18;
    private const int Shares = 8;

    private readonly ContrastiveBatch _batch;
    private readonly int _dim;
    private readonly int _stride;
    private readonly AlignedFloats _memory;
    private readonly float* _units;
    private readonly float* _positives;
    private readonly float* _transposed;
    private readonly float* _inverseNorms;
    private readonly float* _positiveCosines;

    /// <param name="batch">The whole batch.</param>
    /// <param name="first">The first anchor of this slab.</param>
    /// <param name="count">Anchors in this slab, at most <see cref="CountOf"/>.</param>
    /// <param name="main">The main view, <c>[N, dim]</c>.</param>
    /// <param name="view">The contrastive view, <c>[N, dim]</c>.</param>
    /// <param name="dim">d.</param>
    /// <param name="stride">d rounded up to whole panels.</param>
    public AnchorSlab(ContrastiveBatch batch, int first, int count, float* main, float* view, int dim, int stride)
    {
        (_batch, _dim, _stride) = (batch, dim, stride);
        (First, Count) = (first, count);
        var blocks = (count + Block - 1) / Block;
        _memory = new AlignedFloats((2 * count * stride) + (blocks * Block * dim) + (3 * count));
        _units = _memory.Pointer;
        _positives = _units + (count * stride);
        _transposed = _positives + (count * stride);
        _inverseNorms = _transposed + (blocks * Block * dim);
        _positiveCosines = _inverseNorms + (2 * count);
        float* anchors = main, positives = view;
        Parallel.For(0, blocks, block =>
        {
            for (var i = block * Block; i < Math.Min(count, (block + 1) * Block); i++)
            {
                _inverseNorms[2 * i] = UnitVector.Of(Row(anchors, i), new Span<float>(Unit(i), stride));
                _inverseNorms[(2 * i) + 1] = UnitVector.Of(PositiveRow(positives, i), new Span<float>(_positives + (i * stride), stride));
                _positiveCosines[i] = DotProduct.Of(new ReadOnlySpan<float>(Unit(i), _dim), Positive(i));
                for (var k = 0; k < dim; k++)
                    Transposed(block * Block)[(k * Block) + (i % Block)] = Unit(i)[k];
            }
        });
    }

    /// <summary>Place of the first among all anchors.</summary>
    public int First { get; }

    /// <summary>Number of anchors in the slab.</summary>
    public int Count { get; }

    /// <summary>Anchors of a slab, such that as few slabs as can be are alike.</summary>
    public static int CountOf(int anchors, int stride)
    {
        var most = Math.Max(1, MaxFloats / stride / Block);
        var blocks = (anchors + Block - 1) / Block;
        var slabs = (blocks + most - 1) / most;
        return (blocks + slabs - 1) / slabs * Block;
    }

    /// <summary>â_i and those after it, <c>[.., stride]</c>.</summary>
    public float* Unit(int i) => _units + (i * _stride);

    /// <summary>The block of anchors that starts at <paramref name="first"/>, <c>[dim, Block]</c>.</summary>
    public float* Transposed(int first) => _transposed + (first * _dim);

    /// <summary>s(â_i, p̂_i), the cosine of an anchor and its positive.</summary>
    public float PositiveCosine(int i) => _positiveCosines[i];

    /// <summary>exp((s(â_i, p̂_i) − 1) / τ), what the positive adds to the denominator; 0 where it is among the candidates.</summary>
    public float PositiveExponential(int i, float temperature) => _batch.HoldsPositive(First + i)
        ? 0
        : Exponential.Of<Scalar, float>((PositiveCosine(i) - 1) / temperature);

    /// <summary>
    /// Adds the anchors' shares to the gradients of both views. Rows may recur among the anchors, so threads share the
    /// rows and not the anchors: each row gets its terms in order, whatever their number.
    /// </summary>
    /// <param name="sums">Σ_n q_in ĉ_n of each anchor, <c>[Count, stride]</c>; overwritten.</param>
    /// <param name="stride">Floats from one anchor's sum to the next.</param>
    /// <param name="denominators">D, <c>[Count]</c>.</param>
    /// <param name="temperature">τ.</param>
    /// <param name="factor">Upstream gradient / (B τ).</param>
    /// <param name="gradMain"><c>[N, dim]</c>.</param>
    /// <param name="gradView"><c>[N, dim]</c>.</param>
    public void AddGradients(float* sums, int stride, float* denominators, float temperature, float factor, float* gradMain, float* gradView)
    {
        // Weight of the positive's term beside the candidates'.
        using var weights = new AlignedFloats(Count);
        for (var i = 0; i < Count; i++)
            weights.Pointer[i] = (PositiveExponential(i, temperature) / denominators[i]) - 1;
        Parallel.For(0, Shares, share =>
        {
            for (var i = 0; i < Count; i++)
            {
                var unit = new ReadOnlySpan<float>(Unit(i), _dim);
                if (_batch.Anchors[First + i] % Shares == share)
                {
                    var sum = new Span<float>(sums + ((nint)i * stride), _dim);
                    TensorPrimitives.MultiplyAdd(Positive(i), weights.Pointer[i], sum, sum);
                    UnitVector.AddGradient(sum, unit, factor * _inverseNorms[2 * i], Row(gradMain, i));
                }

                if (_batch.Positives[First + i] % Shares == share)
                    UnitVector.AddGradient(unit, Positive(i), factor * weights.Pointer[i] * _inverseNorms[(2 * i) + 1], PositiveRow(gradView, i));
            }
        });
    }

    public void Dispose() => _memory.Dispose();

    private ReadOnlySpan<float> Positive(int i) => new(_positives + (i * _stride), _dim);

    private Span<float> PositiveRow(float* table, int i) => new(table + ((nint)_batch.Positives[First + i] * _dim), _dim);

    private Span<float> Row(float* table, int i) => new(table + ((nint)_batch.Anchors[First + i] * _dim), _dim);
}
