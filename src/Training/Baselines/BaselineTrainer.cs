using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.Hosting;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Optimisers;
using static TorchSharp.torch;

namespace KDiffE.Training.Baselines;

/// <summary>
/// Trains a <see cref="BaselineModel"/> as <see cref="Trainer"/> trains KDiffE: epochs of shuffled batches, Adam, the epoch
/// and α chosen on validation data, stopped when the patience is at its end.
/// </summary>
/// <param name="data">The training interactions to learn, and the validation ones to choose the epoch by.</param>
/// <param name="settings">The hyper-parameters, the seed included.</param>
/// <param name="operators">Those of the device to train on.</param>
/// <param name="create">Makes the model, which draws by the generator that it is given.</param>
internal sealed class BaselineTrainer(Dataset data, TrainingSettings settings, IOperators operators, Func<Random, BaselineModel> create)
{
    private readonly KDiffESettings _settings = settings.KDiffE;
    private readonly EpochRandom _random = new(settings.KDiffE.Seed);

    /// <summary>Trains until the last epoch, the patience or <paramref name="cancellation"/> ends it; a cancelled run returns the best epoch so far.</summary>
    /// <param name="progress">Hears of every epoch.</param>
    /// <param name="cancellation">Ends it within a batch.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on.</exception>
    /// <exception cref="NotFiniteNumberException">The loss became NaN or infinite.</exception>
    internal FitResult Train(IProgress<EpochReport>? progress, CancellationToken cancellation)
    {
        if (data.Train.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no training interaction.");
        var started = Stopwatch.GetTimestamp();
        set_num_threads(operators.LibtorchThreads);
        _random.Start(0);
        using var model = create(_random);
        using var optimizer = new Adam(model.parameters(), _settings.LearningRate, operators);
        var search = new EarlyStopping(new FullRankingEvaluator(data), data, _settings);
        var epochs = new List<EpochReport>();
        try
        {
            for (var epoch = 1; epoch <= _settings.Epochs && !search.Exhausted; epoch++)
            {
                var clock = new PhaseClock();
                _random.Start(epoch);
                model.StartEpoch();
                clock.Book(nameof(PhaseSeconds.Graph));
                var (whole, rank, contrastive) = RunEpoch(model, optimizer, clock, cancellation);
                ValidationFigures? valid = null;
                if (epoch % _settings.EvaluateEvery == 0 || epoch == _settings.Epochs || search.Best is null)
                {
                    valid = search.Consider(epoch, model.Embeddings, cancellation);
                    clock.Book(nameof(PhaseSeconds.Evaluation));
                }

                epochs.Add(new EpochReport(epoch, whole, rank, contrastive, Diffusion: null, valid, Math.Round(clock.Total, 4), clock.Report()));
                NativeHeap.ReturnWhenGrown();
                progress?.Report(epochs[^1]);
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
            search.Best!, epochs, MeanSimilarity: null, Content: [], Features: [], cancellation.IsCancellationRequested, settings,
            Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2));
    }

    private (double Whole, double Rank, double? Contrastive) RunEpoch(BaselineModel model, Adam optimizer, PhaseClock clock, CancellationToken cancellation)
    {
        var order = _random.Permutation(data.Train.Count);
        var losses = new EpochLosses();
        foreach (var chosen in order.Chunk(_settings.BatchFor(order.Length)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            model.zero_grad();
            var loss = model.Loss(Array.ConvertAll(chosen, k => data.Train.Users[k]), Array.ConvertAll(chosen, k => data.Train.Items[k]));
            clock.Book(nameof(PhaseSeconds.Forward));
            loss.Whole.backward();
            clock.Book(nameof(PhaseSeconds.Backward));
            optimizer.Step();
            losses.Add(loss);
            clock.Book(nameof(PhaseSeconds.Update));
        }

        return losses.Means;
    }
}
