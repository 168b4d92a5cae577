using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Data;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Optimisers;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace KDiffE.Training.Speed;

/// <summary>Times the kernels of a training step one by one, on a dataset's own graph and on one of its batches.</summary>
/// <param name="data">The dataset whose graph and interactions the kernels run on.</param>
/// <param name="settings">Dimension, layers, batch, temperatures.</param>
/// <param name="limits">What the machine can do, to compare with.</param>
internal sealed class KernelBenchmark(Dataset data, TrainingSettings settings, MachineLimits limits)
{
    // Reads of means, squares, gradient and weights, writes of all but the gradient.
    private const int AdamAccesses = 7;

    private readonly IOperators _operators = DeviceOperators.Cpu;
    private readonly KDiffESettings _model = settings.KDiffE;
    private readonly Random _random = new(settings.KDiffE.Seed);

    private int Nodes => data.Users + data.Items;

    private double TableBytes => (double)Nodes * _model.Dim * sizeof(float);

    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal IEnumerable<KernelRate> Measure(CancellationToken cancellation)
    {
        set_num_threads(1);
        manual_seed(_model.Seed);
        using var scope = NewDisposeScope();
        var (main, view) = (randn(Nodes, _model.Dim), randn(Nodes, _model.Dim));
        var chosen = Enumerable.Range(0, data.Train.Count).ToArray();
        _random.Shuffle(chosen);
        chosen = chosen[..Math.Min(chosen.Length, _model.BatchFor(chosen.Length))];
        int[] users = [.. chosen.Select(k => data.Train.Users[k])], items = [.. chosen.Select(k => data.Train.Items[k])];

        var sampler = new NegativeSampler(data.Train.ByUser(data.Users, data.Items), _random);
        foreach (var measure in new Func<KernelRate>[]
        {
            () => Propagation(main),
            () => Contrast("contrast of users", main, view, 0, data.Users, users),
            () => Contrast("contrast of items", main, view, data.Users, data.Items, items),
            () => _model.Loss == RankingLoss.Bpr ? Bpr(main, sampler, users, items) : Softmax(main, sampler, users, items),
            Update,
        })
        {
            cancellation.ThrowIfCancellationRequested();
            yield return measure();
        }
    }

    private KernelRate Propagation(Tensor x)
    {
        var op = PropagationMatrix.Build(data.Train, data.Users, data.Items, similarity: [], _model);
        using var propagation = new Propagation(op, data.Users, _model.Layers, _model.LayerCombination, _operators);
        // Every non-zero reads its column, its value and a row of x; every row reads what is added to it and is written.
        var bytes = (op.Values.Length * (double)((_model.Dim * sizeof(float)) + sizeof(int) + sizeof(float))) + (2 * TableBytes);
        return KernelRate.Of(
            "propagation", RepeatedTiming.Least(() => propagation.Run(x).Dispose()), 2.0 * op.Values.Length * _model.Dim * _model.Layers,
            bytes * _model.Layers, Precision.Single, limits);
    }

    /// <summary>2·B·N·d for the similarities and twice as much for the gradients.</summary>
    private KernelRate Contrast(string name, Tensor main, Tensor view, int first, int rows, int[] anchors)
    {
        var batch = new ViewContrast(data.Users, data.Items, settings.Contrastive, _random, _operators).Batch(rows, anchors);
        var kernel = ContrastiveLossFunction.Kernel(batch, _model.Dim, settings.Contrastive.Temperature, settings.Contrastive.Precision);
        var (toMain, toView) = (new float[rows * _model.Dim], new float[rows * _model.Dim]);
        var seconds = RepeatedTiming.Least(() => kernel.Run(Rows(main), Rows(view), toMain, toView));
        return KernelRate.Of(
            name, seconds, 6.0 * batch.Anchors.Length * batch.CandidateCount * _model.Dim, 4.0 * rows * _model.Dim * sizeof(float),
            kernel is Bf16InfoNce ? Precision.BFloat16 : Precision.Single, limits);

        Span<float> Rows(Tensor table) => TensorMemory.Floats(table).Slice(first * _model.Dim, rows * _model.Dim);
    }

    private KernelRate Softmax(Tensor table, NegativeSampler sampler, int[] users, int[] items)
    {
        var batch = sampler.Contrast(users, items, sampler.Shared(_model.NegativesFor(sampler.Items)));
        return Ranking(
            "ranking loss, softmax", () => _operators.SoftmaxLoss(table, batch, _model.RankTemperature),
            6.0 * users.Length * batch.CandidateCount, (4.0 * users.Length) + (2.0 * batch.CandidateCount));
    }

    private KernelRate Bpr(Tensor table, NegativeSampler sampler, int[] users, int[] items)
    {
        int[] positives = [.. items.Select(item => data.Users + item)], negatives = [.. sampler.PerUser(users).Select(item => data.Users + item)];
        // A difference, its product with the user and three multiples; three rows read and three sums read and written.
        return Ranking("ranking loss, BPR", () => _operators.BprLoss(table, users, positives, negatives), 9.0 * users.Length, 9.0 * users.Length);
    }

    /// <summary>Loss and gradient; the whole table of gradients is cleared besides the rows that are touched.</summary>
    private KernelRate Ranking(string name, Func<Tensor> loss, double flopPerColumn, double rows) => KernelRate.Of(
        name, RepeatedTiming.Least(() => loss().Dispose()), flopPerColumn * _model.Dim, (rows * _model.Dim * sizeof(float)) + TableBytes,
        Precision.Single, limits);

    private KernelRate Update()
    {
        using var table = new Parameter(randn(Nodes, _model.Dim));
        using var optimizer = new Adam([table], _model.LearningRate, _operators);
        table.square().sum().backward();
        return KernelRate.Of("Adam", RepeatedTiming.Least(optimizer.Step), 12.0 * table.numel(), AdamAccesses * TableBytes, Precision.Single, limits);
    }
}
