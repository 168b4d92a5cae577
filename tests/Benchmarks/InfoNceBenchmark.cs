using BenchmarkDotNet.Attributes;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>
/// The contrastive loss of 2,048 anchors against 19,445 users (the dataset baby) with its gradients: the kernels beside
/// the same function of libtorch's operations, which hold the matrix of similarities.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
public class InfoNceBenchmark
{
    private const int Rows = 19_445;
    private const int Dim = 64;
    private const int Anchors = 2048;
    private const float Temperature = 0.5f;

    private readonly ContrastiveBatch[] _batches = [new(Rows, [.. Enumerable.Range(0, Anchors).Select(i => i * 9)])];
    private Tensor _main = null!;
    private Tensor _view = null!;

    [GlobalSetup]
    public void Setup()
    {
        manual_seed(1);
        _main = randn(Rows, Dim).requires_grad_();
        _view = randn(Rows, Dim).requires_grad_();
        var expected = Composed();
        if (Math.Abs(Float() - expected) > 1e-4 || Math.Abs(BFloat16() - expected) > 1e-2)
            throw new InvalidOperationException("The kernels and libtorch disagree.");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _main.Dispose();
        _view.Dispose();
    }

    [Benchmark(Baseline = true)]
    public float LibTorch()
    {
        set_num_threads(Environment.ProcessorCount);
        return Composed();
    }

    [Benchmark]
    public float Float() => Kernel(Precision.Single);

    [Benchmark]
    public float BFloat16() => Kernel(Precision.BFloat16);

    private float Composed() => Gradient(() => new ComposedOperators(CPU).ContrastiveLoss(_main, _view, _batches, Temperature, Precision.Single));

    /// <summary>As in training, where libtorch has one thread and the kernels all.</summary>
    private float Kernel(Precision precision)
    {
        set_num_threads(1);
        return Gradient(() => DeviceOperators.Cpu.ContrastiveLoss(_main, _view, _batches, Temperature, precision));
    }

    private float Gradient(Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        var loss = compute();
        loss.backward();
        _main.grad = null;
        _view.grad = null;
        return loss.ToSingle();
    }
}
