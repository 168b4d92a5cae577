using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.Hosting;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Model;
using KDiffE.Training.Operators;
using KDiffE.Training.Optimisers;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Fitting;

/// <summary>
/// Trains KDiffE: epochs of shuffled batches, the best epoch chosen on validation data (recall@20 + NDCG@20, full
/// ranking), stopped after <c>Patience</c> evaluations without a better one.
/// </summary>
/// <param name="data">The training interactions to learn, and the validation ones to choose the epoch by.</param>
/// <param name="settings">All hyper-parameters, the seed included.</param>
/// <param name="operators">Those of the device to train on.</param>
internal sealed class Trainer(Dataset data, TrainingSettings settings, IOperators operators)
{
    private readonly KDiffESettings _settings = settings.KDiffE;
    private readonly EpochRandom _random = new(settings.KDiffE.Seed);

    /// <summary>
    /// Trains until the last epoch, the patience or <paramref name="cancellation"/> ends it; a cancelled run
    /// returns the best epoch so far.
    /// </summary>
    /// <param name="progress">Hears of every epoch, of those of the checkpoint again.</param>
    /// <param name="cancellation">Ends it within a batch.</param>
    /// <param name="checkpoints">Gives the checkpoint to go on from, of the same data and settings, and keeps further ones; null for none.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on.</exception>
    /// <exception cref="InvalidSettingException">Two settings contradict each other.</exception>
    /// <exception cref="NotFiniteNumberException">The loss became NaN or infinite.</exception>
    /// <exception cref="FormatException">The checkpoint is of other data or settings.</exception>
    internal FitResult Train(IProgress<EpochReport>? progress, CancellationToken cancellation, ICheckpoints? checkpoints = null)
    {
        if (data.Train.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no training interaction.");
        var started = Stopwatch.GetTimestamp();
        ManagedHeap.ReturnGarbage();
        set_num_threads(operators.LibtorchThreads);
        _random.Start(0);
        var contrast = new ViewContrast(data.Users, data.Items, settings.Contrastive, _random, operators);
        using var model = new KDiffEModel(data, settings, _random, operators, cancellation);
        using var optimizer = new Adam(model.parameters(), _settings.LearningRate, operators);
        using var average = new ParameterAverage(model, _settings.Averaging);
        var sampler = new NegativeSampler(data.Train.ByUser(data.Users, data.Items), _random);
        var loss = new BatchLoss(model, data.Users, sampler, contrast, settings, operators);

        var search = new EarlyStopping(new FullRankingEvaluator(data), data, _settings);
        IReadOnlyDictionary<string, IResumable> parts = new Dictionary<string, IResumable>(StringComparer.Ordinal)
        {
            ["model"] = model,
            ["optimizer"] = optimizer,
            ["average"] = average,
            ["search"] = search,
        };
        ManagedHeap.ReturnGarbage();
        var epochs = checkpoints?.Last is { } last ? Restore(last, parts) : [];
        foreach (var epoch in epochs)
            progress?.Report(epoch);
        try
        {
            for (var epoch = epochs.Count + 1; epoch <= _settings.Epochs && !search.Exhausted; epoch++)
            {
                var clock = new PhaseClock();
                _random.Start(epoch);
                var diffusion = StartEpoch(epoch, model, clock, cancellation);
                var mean = RunEpoch(model, loss, optimizer, average, clock, cancellation);
                ValidationFigures? valid = null;
                if (epoch % _settings.EvaluateEvery == 0 || epoch == _settings.Epochs || search.Best is null)
                {
                    using (average.Applied())
                        valid = search.Consider(epoch, () => Final(model), cancellation);
                    ManagedHeap.ReturnGarbage();
                    clock.Book(nameof(PhaseSeconds.Evaluation));
                }

                var report = new EpochReport(epoch, mean.Whole, mean.Rank, mean.Contrastive, diffusion, valid, Math.Round(clock.Total, 4), clock.Report());
                epochs.Add(report);
                progress?.Report(report);
                checkpoints?.EpochEnded(epoch, () => Capture(epochs, parts));
            }
        }
        catch (OperationCanceledException) when (search.Best is not null)
        {
            // The best epoch so far is kept.
        }
        finally
        {
            NativeHeap.ReturnFreedMemory();
        }

        return new FitResult(
            search.Best!, epochs, model.MeanSimilarity, model.Content, model.Features, cancellation.IsCancellationRequested, settings,
            Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2))
        {
            HiddenShare = settings.KDiffE.HiddenShareFor(data.Train.Count, data.Items),
        };
    }

    private static Tensor Final(KDiffEModel model)
    {
        model.eval();
        return model.Embeddings().Final;
    }

    private static double? StartEpoch(int epoch, KDiffEModel model, PhaseClock clock, CancellationToken cancellation)
    {
        model.SampleTriples();
        clock.Book(nameof(PhaseSeconds.Graph));
        if (!model.Denoises(epoch))
            return null;
        var loss = model.TrainDenoisers(cancellation);
        clock.Book(nameof(PhaseSeconds.Diffusion));
        model.Denoise(cancellation);
        clock.Book(nameof(PhaseSeconds.Rebuild));
        return loss;
    }

    private static Checkpoint Capture(IReadOnlyList<EpochReport> epochs, IReadOnlyDictionary<string, IResumable> parts)
    {
        var checkpoint = new Checkpoint();
        checkpoint.PutValue("epochs", epochs);
        foreach (var (name, part) in parts)
            part.Save(checkpoint.Part(name));
        return checkpoint;
    }

    private static List<EpochReport> Restore(Checkpoint checkpoint, IReadOnlyDictionary<string, IResumable> parts)
    {
        foreach (var (name, part) in parts)
            part.Restore(checkpoint.Part(name));
        return checkpoint.GetValue<List<EpochReport>>("epochs");
    }

    private (double Whole, double Rank, double? Contrastive) RunEpoch(
        KDiffEModel model, BatchLoss batchLoss, Adam optimizer, ParameterAverage average, PhaseClock clock, CancellationToken cancellation)
    {
        model.train();
        var order = Enumerable.Range(0, data.Train.Count).ToArray();
        _random.Shuffle(order);
        var size = _settings.BatchFor(order.Length);
        var losses = new EpochLosses();
        for (var start = 0; start < order.Length; start += size)
        {
            cancellation.ThrowIfCancellationRequested();
            // In the first batches, mostly: what they leave behind must not add up.
            NativeHeap.ReturnWhenGrown();
            using var scope = NewDisposeScope();
            var edges = order.AsSpan(start, Math.Min(size, order.Length - start));
            var batch = batchLoss.Draw(data.Train, edges);
            clock.Book(nameof(PhaseSeconds.Sampling));
            using var hidden = model.Hide(batch.Users, batch.Items);
            model.zero_grad();
            var loss = batchLoss.Compute(batch);
            clock.Book(nameof(PhaseSeconds.Forward));
            loss.Whole.backward();
            clock.Book(nameof(PhaseSeconds.Backward));
            optimizer.Step();
            average.Update();
            losses.Add(loss);
            clock.Book(nameof(PhaseSeconds.Update));
        }

        return losses.Means;
    }
}
