using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// As many candidates as a <see cref="RegisterTile"/> is wide, scaled to length 1 and packed so that they stay in the
/// nearest cache while all anchors pass by. Serves one thread.
/// </summary>
internal sealed unsafe class CandidatePanel<TSimd, TVector> : IDisposable
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly ContrastiveBatch _batch;
    private readonly int _dim;
    private readonly int _stride;
    private readonly float _inverseTemperature;
    private readonly AlignedFloats _memory;

    // The unit vectors [width, stride] and the same, transposed, [dim, width]; the gradient of the latter.
    private readonly float* _units;
    private readonly float* _packed;
    private readonly float* _gradient;

    // exp((s − 1) / τ) of a block of anchors with the panel [block, width], and what is added to s / τ before exp.
    private readonly float* _exponentials;
    private readonly float* _bias;
    private readonly float* _inverseNorms;
    private readonly float* _row;

    private int _first;
    private int _count;

    public CandidatePanel(ContrastiveBatch batch, int dim, float temperature)
    {
        (_batch, _dim, _stride, _inverseTemperature) = (batch, dim, Stride(dim), 1 / temperature);
        _memory = new AlignedFloats((Width * (_stride + (2 * dim) + AnchorSlab.Block + 2)) + dim);
        _units = _memory.Pointer;
        _packed = _units + (Width * _stride);
        _gradient = _packed + (dim * Width);
        _exponentials = _gradient + (dim * Width);
        _bias = _exponentials + (AnchorSlab.Block * Width);
        _inverseNorms = _bias + Width;
        _row = _inverseNorms + Width;
    }

    /// <summary>Candidates of one panel.</summary>
    public static int Width => RegisterTile.Vectors * TSimd.Width;

    /// <summary>d rounded up to whole panels.</summary>
    public static int Stride(int dim) => (dim + Width - 1) / Width * Width;

    /// <summary>Takes the candidates from place <paramref name="first"/> on.</summary>
    /// <param name="view">The contrastive view, <c>[N, dim]</c>.</param>
    /// <param name="first">Place of the first among all candidates.</param>
    public void Load(float* view, int first)
    {
        _first = first;
        _count = Math.Min(Width, _batch.CandidateCount - first);
        for (var lane = 0; lane < Width; lane++)
        {
            var unit = new Span<float>(_units + (lane * _stride), _stride);
            if (lane < _count)
                _inverseNorms[lane] = UnitVector.Of(new ReadOnlySpan<float>(view + ((nint)_batch.Candidate(first + lane) * _dim), _dim), unit);
            else
                unit.Clear();
            // Cosines are at most 1, so that exp((s − 1) / τ) cannot overflow; lanes without a candidate add nothing.
            _bias[lane] = lane < _count ? LogWeight(first + lane) - _inverseTemperature : float.NegativeInfinity;
        }

        for (var k = 0; k < _dim; k++)
        {
            for (var lane = 0; lane < Width; lane++)
                _packed[(k * Width) + lane] = _units[(lane * _stride) + k];
        }
    }

    /// <summary>Adds Σ_n exp((s_in − 1) / τ) over the panel to each anchor's sums, one per element of a vector.</summary>
    /// <param name="anchors">The anchors.</param>
    /// <param name="sums"><c>[anchors, vector]</c>.</param>
    public void AddSums(AnchorSlab anchors, float* sums)
    {
        for (var first = 0; first < anchors.Count; first += AnchorSlab.Block)
        {
            var count = Math.Min(AnchorSlab.Block, anchors.Count - first);
            Exponentials(anchors, first, count);
            for (var i = 0; i < count; i++)
            {
                var row = _exponentials + (i * Width);
                var sum = sums + ((first + i) * TSimd.Width);
                TSimd.Store(TSimd.Add(TSimd.Load(sum), TSimd.Add(TSimd.Load(row), TSimd.Load(row + TSimd.Width))), sum);
            }
        }
    }

    /// <summary>
    /// With q_in = exp((s_in − 1) / τ) / D_i, adds Σ_n q_in ĉ_n to each anchor's gradient and finds Σ_i q_in â_i of
    /// each candidate.
    /// </summary>
    /// <param name="anchors">The anchors, with their transpose.</param>
    /// <param name="denominators">D, <c>[anchors]</c>.</param>
    /// <param name="gradient"><c>[anchors, stride]</c>.</param>
    public void AddGradients(AnchorSlab anchors, float* denominators, float* gradient)
    {
        for (var first = 0; first < anchors.Count; first += AnchorSlab.Block)
        {
            var count = Math.Min(AnchorSlab.Block, anchors.Count - first);
            Exponentials(anchors, first, count);
            for (var i = 0; i < count; i++)
            {
                var row = _exponentials + (i * Width);
                var inverse = TSimd.Broadcast(1 / denominators[first + i]);
                TSimd.Store(TSimd.Multiply(TSimd.Load(row), inverse), row);
                TSimd.Store(TSimd.Multiply(TSimd.Load(row + TSimd.Width), inverse), row + TSimd.Width);
            }

            for (var column = 0; column < _stride; column += Width)
            {
                RegisterTile.Product<TSimd, TVector>(
                    _exponentials, Width, count, _units + column, _stride, Width, gradient + ((nint)first * _stride) + column, _stride, accumulate: true);
            }

            RegisterTile.Product<TSimd, TVector>(
                anchors.Transposed(first), AnchorSlab.Block, _dim, _exponentials, Width, count, _gradient, Width, accumulate: first > 0);
        }
    }

    /// <summary>Adds the candidates' gradients that <see cref="AddGradients"/> found, times a factor, to those of the view.</summary>
    /// <param name="factor">Upstream gradient / (B τ).</param>
    /// <param name="gradView"><c>[N, dim]</c>.</param>
    public void StoreGradients(float factor, float* gradView)
    {
        var row = new Span<float>(_row, _dim);
        for (var lane = 0; lane < _count; lane++)
        {
            for (var k = 0; k < _dim; k++)
                row[k] = _gradient[(k * Width) + lane];
            UnitVector.AddGradient(
                row, new ReadOnlySpan<float>(_units + (lane * _stride), _dim), factor * _inverseNorms[lane],
                new Span<float>(gradView + ((nint)_batch.Candidate(_first + lane) * _dim), _dim));
        }
    }

    public void Dispose() => _memory.Dispose();

    private float LogWeight(int place) => _batch.Weights is null ? 0 : MathF.Log(_batch.Weights[place]);

    private void Exponentials(AnchorSlab anchors, int first, int count)
    {
        RegisterTile.Product<TSimd, TVector>(anchors.Unit(first), _stride, count, _packed, Width, _dim, _exponentials, Width, accumulate: false);
        var scale = TSimd.Broadcast(_inverseTemperature);
        var left = TSimd.Load(_bias);
        var right = TSimd.Load(_bias + TSimd.Width);
        for (var i = 0; i < count; i++)
        {
            var row = _exponentials + (i * Width);
            TSimd.Store(Exponential.Of<TSimd, TVector>(TSimd.MultiplyAdd(TSimd.Load(row), scale, left)), row);
            row += TSimd.Width;
            TSimd.Store(Exponential.Of<TSimd, TVector>(TSimd.MultiplyAdd(TSimd.Load(row), scale, right)), row);
        }

        if (_batch.Excluded is not null)
            Exclude(_batch.Excluded, anchors.First + first, count);
    }

    /// <summary>Takes what a denominator leaves out from the exponentials of a block of anchors.</summary>
    private void Exclude(CsrPattern excluded, int first, int count)
    {
        for (var lane = 0; lane < _count; lane++)
        {
            foreach (var anchor in excluded.Row(_first + lane))
            {
                if (anchor >= first && anchor < first + count)
                    _exponentials[((anchor - first) * Width) + lane] = 0;
            }
        }
    }
}
