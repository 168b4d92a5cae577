using KDiffE.Domain.Numerics;
using KDiffE.Domain.Ranking;

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

    private readonly ContrastiveBatch _batch;
    private readonly int _first;
    private readonly int _dim;
    private readonly int _stride;
    private readonly AlignedFloats _memory;
    private readonly float* _units;
    private readonly float* _positives;
    private readonly float* _transposed;
    private readonly float* _inverseNorms;

    /// <param name="batch">The whole batch.</param>
    /// <param name="first">The first anchor of this slab.</param>
    /// <param name="count">Anchors in this slab, at most <see cref="MaxCount"/>.</param>
    /// <param name="main">The main view, <c>[N, dim]</c>.</param>
    /// <param name="view">The contrastive view, <c>[N, dim]</c>.</param>
    /// <param name="dim">d.</param>
    /// <param name="stride">d rounded up to whole panels.</param>
    public AnchorSlab(ContrastiveBatch batch, int first, int count, float* main, float* view, int dim, int stride)
    {
        (_batch, _first, _dim, _stride) = (batch, first, dim, stride);
        Count = count;
        var blocks = (count + Block - 1) / Block;
        _memory = new AlignedFloats((2 * count * stride) + (blocks * Block * dim) + (2 * count));
        _units = _memory.Pointer;
        _positives = _units + (count * stride);
        _transposed = _positives + (count * stride);
        _inverseNorms = _transposed + (blocks * Block * dim);
        float* anchors = main, positives = view;
        Parallel.For(0, blocks, block =>
        {
            for (var i = block * Block; i < Math.Min(count, (block + 1) * Block); i++)
            {
                _inverseNorms[2 * i] = UnitVector.Of(Row(anchors, i), new Span<float>(Unit(i), stride));
                _inverseNorms[(2 * i) + 1] = UnitVector.Of(PositiveRow(positives, i), new Span<float>(_positives + (i * stride), stride));
                for (var k = 0; k < dim; k++)
                    Transposed(block * Block)[(k * Block) + (i % Block)] = Unit(i)[k];
            }
        });
    }

    /// <summary>Place of the first among all anchors.</summary>
    public int First => _first;

    /// <summary>Number of anchors in the slab.</summary>
    public int Count { get; }

    /// <summary>The most anchors that a slab of this stride holds.</summary>
    public static int MaxCount(int stride) => Math.Max(1, MaxFloats / stride / Block) * Block;

    /// <summary>â_i and those after it, <c>[.., stride]</c>.</summary>
    public float* Unit(int i) => _units + (i * _stride);

    /// <summary>The block of anchors that starts at <paramref name="first"/>, <c>[dim, Block]</c>.</summary>
    public float* Transposed(int first) => _transposed + (first * _dim);

    /// <summary>s(â_i, p̂_i), the cosine of an anchor and its positive.</summary>
    public float PositiveCosine(int i) => DotProduct.Of(new ReadOnlySpan<float>(Unit(i), _dim), Positive(i));

    /// <summary>exp((s(â_i, p̂_i) − 1) / τ), what the positive adds to the denominator; 0 where it is among the candidates.</summary>
    public float PositiveExponential(int i, float temperature) => _batch.HoldsPositive(_first + i)
        ? 0
        : Exponential.Of<Scalar, float>((PositiveCosine(i) - 1) / temperature);

    /// <summary>Adds an anchor's share to the gradients of both views.</summary>
    /// <param name="i">The anchor.</param>
    /// <param name="candidates">Σ_n q_in ĉ_n, <c>[dim]</c>; overwritten.</param>
    /// <param name="positive">Weight of the positive's term beside them.</param>
    /// <param name="factor">Upstream gradient / (B τ).</param>
    /// <param name="gradMain"><c>[N, dim]</c>.</param>
    /// <param name="gradView"><c>[N, dim]</c>.</param>
    public void AddGradients(int i, Span<float> candidates, float positive, float factor, float* gradMain, float* gradView)
    {
        var unit = new ReadOnlySpan<float>(Unit(i), _dim);
        for (var k = 0; k < _dim; k++)
            candidates[k] += positive * Positive(i)[k];
        UnitVector.AddGradient(candidates, unit, factor * _inverseNorms[2 * i], Row(gradMain, i));
        UnitVector.AddGradient(unit, Positive(i), factor * positive * _inverseNorms[(2 * i) + 1], PositiveRow(gradView, i));
    }

    public void Dispose() => _memory.Dispose();

    private ReadOnlySpan<float> Positive(int i) => new(_positives + (i * _stride), _dim);

    private Span<float> PositiveRow(float* table, int i) => new(table + ((nint)_batch.Positives[_first + i] * _dim), _dim);

    private Span<float> Row(float* table, int i) => new(table + ((nint)_batch.Anchors[_first + i] * _dim), _dim);
}
