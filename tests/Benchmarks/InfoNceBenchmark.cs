using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>
/// The contrastive loss of 2,048 anchors against 19,445 users (the dataset baby), forward and with its gradient: the
/// fused kernel beside the same function of libtorch's operations, which hold the matrix of similarities.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class InfoNceBenchmark
{
    private const int Rows = 19_445;
    private const int Dim = 64;
    private const int Anchors = 2048;
    private const float Temperature = 0.5f;

    private readonly ContrastiveBatch _batch = new(Rows, [.. Enumerable.Range(0, Anchors).Select(i => i * 9)]);
    private Tensor _main = null!;
    private Tensor _view = null!;

    /// <summary>Threads of libtorch; the trainer leaves it one. The kernel uses what there is.</summary>
    [Params(1, 2)]
    public int LibTorchThreads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(LibTorchThreads);
        manual_seed(1);
        _main = randn(Rows, Dim).requires_grad_();
        _view = randn(Rows, Dim).requires_grad_();
        if (Math.Abs(Forward(ContrastiveLoss.InfoNce) - Forward(ContrastiveLoss.ComposedInfoNce)) > 1e-4)
            throw new InvalidOperationException("The kernel and libtorch disagree.");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _main.Dispose();
        _view.Dispose();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Forward")]
    public float LibTorchForward() => Forward(ContrastiveLoss.ComposedInfoNce);

    [Benchmark, BenchmarkCategory("Forward")]
    public float KernelForward() => Forward(ContrastiveLoss.InfoNce);

    [Benchmark(Baseline = true), BenchmarkCategory("Gradient")]
    public void LibTorchGradient() => Gradient(ContrastiveLoss.ComposedInfoNce);

    [Benchmark, BenchmarkCategory("Gradient")]
    public void KernelGradient() => Gradient(ContrastiveLoss.InfoNce);

    private float Forward(Func<Tensor, Tensor, ContrastiveBatch, float, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return loss(_main, _view, _batch, Temperature).ToSingle();
    }

    private void Gradient(Func<Tensor, Tensor, ContrastiveBatch, float, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        loss(_main, _view, _batch, Temperature).backward();
        _main.grad = null;
        _view.grad = null;
    }
}
