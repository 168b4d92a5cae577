using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Data;
using KDiffE.Training.Fitting;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>
/// Every operator on its own work, a batch of a dataset with its gradients: the kernels beside the same composed of
/// libtorch's operations on both threads, in turn, the least of each.
/// </summary>
/// <param name="data">Gives the graphs and the batch.</param>
/// <param name="settings">Give the widths.</param>
internal sealed class OperatorTimes(Dataset data, TrainingSettings settings)
{
    private const int Turns = 3;
    private const int Rounds = 8;
    private const int Pause = 200;
    private const int DiffusionRows = 256;

    private readonly KDiffESettings _model = settings.KDiffE;
    private readonly Random _random = new(1);

    private int Nodes => data.Users + data.Items;

    /// <summary>The operators that the dataset has work for, with the milliseconds of the kernel and of libtorch.</summary>
    internal IEnumerable<(string Name, double Kernel, double Libtorch)> Measure()
    {
        var train = data.Train;
        var batch = Enumerable.Range(0, _model.BatchFor(train.Count)).Select(_ => _random.Next(train.Count)).ToArray();
        int[] users = [.. batch.Select(k => train.Users[k])], items = [.. batch.Select(k => train.Items[k])];
        var sampler = new NegativeSampler(train.ByUser(data.Users, data.Items), _random);
        int[] positives = [.. items.Select(item => data.Users + item)], others = [.. sampler.PerUser(users).Select(item => data.Users + item)];
        var shared = sampler.Contrast(users, items, sampler.Shared(_model.NegativesFor(sampler.Items)));
        var contrast = new ViewContrast(data.Users, data.Items, settings.Contrastive, _random, DeviceOperators.Cpu);
        ContrastiveBatch[] batches = [contrast.Batch(data.Users, users), contrast.Batch(data.Items, items)];

        var main = Table(Nodes, _model.Dim);
        var view = Table(Nodes, _model.Dim);
        yield return Of("SoftmaxLoss", o => o.SoftmaxLoss(main, shared, _model.RankTemperature), main);
        yield return Of("BprLoss", o => o.BprLoss(main, users, positives, others), main);
        yield return Of("ContrastiveLoss", o => o.ContrastiveLoss(main, view, batches, settings.Contrastive.Temperature, settings.Contrastive.Precision), main, view);
        yield return Propagation(main);
        if (data.Triples.Count > 0)
        {
            var graph = KnowledgeGraph.From(data);
            var (weights, nodes, heads) = (Table(graph.Count), Table(graph.Nodes, _model.Dim), Table(graph.Heads, _model.Dim));
            yield return Of("SegmentSoftmax", o => o.SegmentSoftmax(weights, graph.Softmax), weights);
            yield return Of("WeightedGather", o => o.WeightedGather(weights, nodes, graph.Gather), weights, nodes);
            yield return Of("Dots", o => o.Dots(heads, nodes, graph.Gather), heads, nodes);
            yield return Of("ResidualNorm", o => o.ResidualNorm(heads, heads, 0.5f, 0.1f, 1), heads);
        }

        var (state, hidden) = (Table(DiffusionRows, data.Items), Table(data.Items, settings.Diffusion.Hidden));
        yield return Of("Product", o => o.Product(state, hidden, transposed: false, settings.Diffusion.Precision), state, hidden);
        yield return Adam();
        yield return AdamRows();
    }

    private static Tensor Table(params long[] shape) => randn(shape).requires_grad_();

    private static (string Name, double Kernel, double Libtorch) Of(string name, Func<IOperators, Tensor> value, params Tensor[] inputs) => OfWork(name, operators =>
    {
        var result = value(operators);
        result.backward([ones_like(result)]);
        foreach (var input in inputs)
            input.grad = null;
    });

    private static (string Name, double Kernel, double Libtorch) OfWork(string name, Action<IOperators> work)
    {
        var all = typeof(IOperators).GetMethods().Select(method => method.Name).ToHashSet();
        var (kernels, libtorch) = (new ReplacedOperators(new HashSet<string>(), 1), new ReplacedOperators(all, Environment.ProcessorCount));
        var (ofKernels, ofLibtorch) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var turn = 0; turn < Turns; turn++)
        {
            ofKernels = Math.Min(ofKernels, Least(kernels));
            ofLibtorch = Math.Min(ofLibtorch, Least(libtorch));
        }

        return (name, ofKernels, ofLibtorch);

        double Least(ReplacedOperators operators)
        {
            // libtorch's threads wait for more work for a while, on the cores that the kernels would use.
            Thread.Sleep(Pause);
            return Enumerable.Range(0, Rounds).Min(_ => Milliseconds(operators));
        }

        double Milliseconds(ReplacedOperators operators)
        {
            set_num_threads(operators.LibtorchThreads);
            using var scope = NewDisposeScope();
            var started = Stopwatch.GetTimestamp();
            work(operators);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }

    private (string Name, double Kernel, double Libtorch) Propagation(Tensor x)
    {
        var matrix = PropagationMatrix.Build(data.Train, data.Users, data.Items, similarity: [], _model);
        using var kernel = new CpuOperators().Sparse(matrix);
        using var tensor = new ComposedOperators(CPU).Sparse(matrix);
        using var unrecorded = no_grad();
        return OfWork("Sparse", operators => (operators.LibtorchThreads == 1 ? kernel : tensor).AddProduct(x, x, 1));
    }

    private (string Name, double Kernel, double Libtorch) Adam()
    {
        using var unrecorded = no_grad();
        var weights = new AdamTensors(randn(Nodes, _model.Dim), zeros(Nodes, _model.Dim), zeros(Nodes, _model.Dim));
        var gradient = randn(Nodes, _model.Dim);
        return OfWork("AdamStep", operators => operators.AdamStep(weights, gradient, 1e-3f, 1));
    }

    private (string Name, double Kernel, double Libtorch) AdamRows()
    {
        using var unrecorded = no_grad();
        var width = settings.Diffusion.Hidden;
        var table = new AdamTensors(randn(data.Items, width), zeros(data.Items, width), zeros(data.Items, width));
        long[] rows = [.. Enumerable.Range(0, data.Items / 2).Select(row => 2L * row)];
        var gradient = randn(rows.Length, width);
        var rates = Array.ConvertAll(rows, _ => (1e-3f, 1f));
        return OfWork("AdamRowsStep", operators => operators.AdamRowsStep(table, rows, gradient, rates));
    }
}
