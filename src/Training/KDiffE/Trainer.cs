using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;
using KDiffE.Training.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>What a training run ends with.</summary>
/// <param name="Model">The best epoch's embeddings.</param>
/// <param name="Epochs">Every epoch in order.</param>
/// <param name="MeanSimilarity">Mean of S over the training edges; null where S is left out.</param>
/// <param name="Cancelled">Whether it was stopped before its time.</param>
internal sealed record TrainingResult(TrainedModel Model, IReadOnlyList<EpochReport> Epochs, double? MeanSimilarity, bool Cancelled);

/// <summary>
/// Trains the main view: epochs of shuffled batches, the best epoch chosen on validation data (recall@20 +
/// NDCG@20, full ranking), stopped after <c>Patience</c> evaluations without a better one.
/// </summary>
/// <param name="data">What is learnt.</param>
/// <param name="settings">How.</param>
/// <param name="device">Where tensors lie; the CPU unless given.</param>
internal sealed class Trainer(Dataset data, TrainingSettings settings, Device? device = null)
{
    private readonly KDiffESettings _model = settings.KDiffE;
    private readonly Device _device = device ?? CPU;
    private readonly FullRankingEvaluator _evaluator = new(data);
    private readonly Random _random = new(settings.KDiffE.Seed);

    /// <summary>
    /// Trains until the last epoch, the patience or <paramref name="cancellation"/> ends it; a cancelled run
    /// returns the best epoch so far.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or the loss became NaN.</exception>
    internal TrainingResult Train(IProgress<EpochReport>? progress, CancellationToken cancellation)
    {
        if (data.Train.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no training interaction.");
        // The kernels here use every core; libtorch beside them, with a pool of its own, would only contend.
        set_num_threads(1);
        manual_seed(_model.Seed);
        var similarity = _model.Xi > 0 ? SimilarityMatrix.Compute(data.Train, data.Users, data.Items, _model.Similarity, cancellation) : null;
        var op = PropagationOperator.Build(data.Train, data.Users, data.Items, similarity, _model);
        var graph = _model.MaxNeighbors > 0 && data.Triples.Count > 0 ? KnowledgeGraph.From(data) : null;
        using var propagation = new Propagation(op, data.Users, _model.Layers, _model.LayerCombination);
        var itemGraph = _model.ItemGraphNeighbors > 0 ? ItemGraph.Build(data, _model.ItemGraphNeighbors, cancellation) : null;
        var smoothing = itemGraph?.Matrix is { } matrix ? new ItemSmoothing(matrix, _model.ItemGraphWeight) : null;
        using var view = new MainView(data.Users, data.Items, graph, propagation, smoothing, _model, _device);
        var sampler = new NegativeSampler(CsrPattern.FromPairs(data.Users, data.Items, data.Train.Users, data.Train.Items), _random);
        var loss = new BatchLoss(view, data.Users, sampler, _model);
        using var optimizer = optim.Adam(view.parameters(), _model.LearningRate);
        using var average = new ParameterAverage(view, _model.Averaging);

        var epochs = new List<EpochReport>();
        var search = new BestEpochSearch(_evaluator, data, _model);
        try
        {
            for (var epoch = 1; epoch <= _model.Epochs && !search.Exhausted; epoch++)
            {
                var clock = new PhaseClock();
                var sampled = graph?.Sample(_model.MaxNeighbors, _random);
                clock.Book(nameof(PhaseSeconds.Graph));
                var (whole, rank) = RunEpoch(view, propagation, sampled, loss, optimizer, average, clock, cancellation);
                ValidFigures? valid = null;
                if (epoch % _model.EvaluateEvery == 0 || epoch == _model.Epochs || search.Best is null)
                {
                    using (average.Applied())
                        valid = search.Consider(epoch, view, graph, cancellation);
                    clock.Book(nameof(PhaseSeconds.Evaluation));
                }

                var report = new EpochReport(epoch, whole, rank, valid, Math.Round(clock.Total, 4), clock.Report());
                epochs.Add(report);
                progress?.Report(report);
            }
        }
        catch (OperationCanceledException) when (search.Best is not null)
        {
            // The best epoch so far is kept.
        }

        return new TrainingResult(search.Best!, epochs, similarity?.Average(s => (double)s), cancellation.IsCancellationRequested);
    }

    private (double Loss, double Rank) RunEpoch(
        MainView view, Propagation propagation, KnowledgeGraph? graph, BatchLoss batchLoss, optim.Optimizer optimizer, ParameterAverage average,
        PhaseClock clock, CancellationToken cancellation)
    {
        view.train();
        var order = Enumerable.Range(0, data.Train.Count).ToArray();
        _random.Shuffle(order);
        var size = _model.BatchFor(order.Length);
        var (users, items) = (new int[size], new int[size]);
        var (whole, rank, steps) = (0.0, 0.0, 0);
        for (var start = 0; start < order.Length; start += size, steps++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(size, order.Length - start);
            for (var k = 0; k < count; k++)
                (users[k], items[k]) = (data.Train.Users[order[start + k]], data.Train.Items[order[start + k]]);
            var batch = batchLoss.Draw(users.AsSpan(0, count), items.AsSpan(0, count));
            clock.Book(nameof(PhaseSeconds.Sampling));
            using var hidden = _model.HideTargets ? propagation.Without(users.AsSpan(0, count), items.AsSpan(0, count)) : null;
            optimizer.zero_grad();
            var (loss, ranking) = batchLoss.Compute(view.Embeddings(graph), batch);
            clock.Book(nameof(PhaseSeconds.Forward));
            loss.backward();
            clock.Book(nameof(PhaseSeconds.Backward));
            optimizer.step();
            average.Update();
            whole += loss.ToSingle();
            rank += ranking.ToSingle();
            clock.Book(nameof(PhaseSeconds.Update));
            if (!double.IsFinite(whole))
                throw new InvalidOperationException($"The loss became {whole} in step {steps + 1}; a smaller KDiffE:LearningRate may help.");
        }

        return (whole / steps, rank / steps);
    }
}
