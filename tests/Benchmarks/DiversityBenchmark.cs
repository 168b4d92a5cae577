using BenchmarkDotNet.Attributes;
using KDiffE.Domain.Ranking;

namespace KDiffE.Benchmarks;

/// <summary>100 of 1,000 candidates of 64 dimensions, by maximal marginal relevance.</summary>
[MemoryDiagnoser]
public class DiversityBenchmark
{
    private const int Candidates = 1_000;
    private const int Dim = 64;
    private readonly ScoredItem[] _candidates = [.. Enumerable.Range(0, Candidates).Select(k => new ScoredItem(k * 97 % 100_000, 1f - (k / (float)Candidates)))];
    private readonly ScoredItem[] _chosen = new ScoredItem[100];
    private float[] _rows = [];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _rows = [.. Enumerable.Range(0, 100_000 * Dim).Select(_ => random.NextSingle() - 0.5f)];
    }

    [Benchmark]
    public int Choose100Of1000() => Diversity.ByMarginalRelevance(_candidates, _rows, Dim, .7f, _chosen);
}
