using BenchmarkDotNet.Attributes;
using KDiffE.Domain.Ranking;

namespace KDiffE.Benchmarks;

/// <summary>
/// The exact top 20 of 100,000 items of 64 dimensions for one user, beside reading the item matrix once: no scan can
/// be faster than that, unless it reads less, as the first pass over a byte an element does.
/// </summary>
[MemoryDiagnoser]
public class TopItemsBenchmark
{
    private const int Items = 100_000;
    private const int Dim = 64;

    private readonly ScoredItem[] _top = new ScoredItem[20];
    private readonly float[] _query = new float[Dim];
    private readonly ItemMask _unseen = new(Items);
    private float[] _rows = [];
    private ExactTopItems _floats = null!;
    private QuantizedTopItems _quantised = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _rows = [.. Enumerable.Range(0, Items * Dim).Select(_ => random.NextSingle() - 0.5f)];
        _rows.AsSpan(0, Dim).CopyTo(_query);
        _unseen.SetAll();
        for (var k = 0; k < 100; k++)
            _unseen[k * 997] = false;
        _floats = ExactTopItems.ByDotProduct(_rows, Dim);
        _quantised = new QuantizedTopItems(_floats, new QuantizedRows(_rows, Dim));
    }

    [Benchmark(Baseline = true)]
    public float ReadTheMatrix() => System.Numerics.Tensors.TensorPrimitives.Sum<float>(_rows);

    [Benchmark]
    public int Top20OfFloats() => _floats.Find(_query, _unseen, after: null, _top);

    [Benchmark]
    public int Top20() => _quantised.Find(_query, _unseen, after: null, _top);
}
