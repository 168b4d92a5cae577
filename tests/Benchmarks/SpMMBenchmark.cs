using BenchmarkDotNet.Attributes;
using KDiffE.Training.Kernels;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>
/// One propagation step over a graph of 54,000 nodes and 410,000 edges with skewed degrees: libtorch's sparse COO
/// product against the kernel here.
/// </summary>
[MemoryDiagnoser]
public class SpMMBenchmark
{
    private const int Nodes = 54_000;
    private const int Edges = 410_000;

    private CsrMatrix _graph = null!;
    private float[] _x = [];
    private float[] _y = [];
    private Tensor _sparse = null!;
    private Tensor _dense = null!;

    [Params(64, 128)]
    public int Dim { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var (rows, cols, values) = (new int[Edges], new int[Edges], new float[Edges]);
        for (var e = 0; e < Edges; e++)
        {
            // Squaring a uniform draw gives the few popular items and many rare ones of real catalogues.
            rows[e] = random.Next(Nodes);
            cols[e] = (int)(Math.Pow(random.NextDouble(), 2) * Nodes);
            values[e] = random.NextSingle();
        }

        _graph = CsrMatrix.FromCoo(Nodes, Nodes, rows, cols, values);
        _x = [.. Enumerable.Range(0, Nodes * Dim).Select(_ => random.NextSingle())];
        _y = new float[Nodes * Dim];
        using var indices = tensor([.. rows.Concat(cols).Select(index => (long)index)], 2, Edges);
        using var weights = tensor(values);
        _sparse = sparse_coo_tensor(indices, weights, [Nodes, Nodes]);
        _dense = tensor(_x, Nodes, Dim);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _sparse.Dispose();
        _dense.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void LibtorchCoo() => mm(_sparse, _dense).Dispose();

    [Benchmark]
    public void CSharpKernel() => SpMM.Multiply(_graph, _x, Dim, _y);
}
