using BenchmarkDotNet.Attributes;
using KDiffE.Training.Kernels;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>
/// One propagation step over a graph of 54,000 nodes and 410,000 edges with skewed degrees: the kernel against
/// libtorch's product of a sparse COO matrix and a dense one, on the same numbers.
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
        _sparse = sparse_coo_tensor(
            tensor([.. rows.Select(r => (long)r), .. cols.Select(c => (long)c)]).reshape(2, Edges), tensor(values), [Nodes, Nodes]);
        _dense = tensor(_x).reshape(Nodes, Dim);
        CSharpKernel();
        using var product = _sparse.mm(_dense);
        if (!product.data<float>().ToArray().Zip(_y).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3))
            throw new InvalidOperationException("The kernel and libtorch disagree.");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _sparse.Dispose();
        _dense.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void LibTorchCoo()
    {
        using var product = _sparse.mm(_dense);
    }

    [Benchmark]
    public void CSharpKernel() => SpMM.Multiply(_graph, _x, Dim, _y);
}
