using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Model.Credibility;
using KDiffE.Training.Operators;
using KDiffE.Training.Rows;
using KDiffE.Training.Torch;
using TorchSharp;
using Switch = KDiffE.Domain.Settings.Switch;

namespace KDiffE.Training.Fitting;

/// <summary>Trains on one dataset with a <see cref="Trainer"/> for each training, and measures what came of it on test data.</summary>
/// <param name="data">The data that are learnt, and those that the result is measured by.</param>
/// <param name="operators">Those of the device to train on.</param>
/// <param name="mostMemory">The bytes that a training on the CPU may take; null for what this process may have.</param>
internal sealed class Experiment(Dataset data, IOperators operators, long? mostMemory = null)
{
    private readonly FullRankingEvaluator _evaluator = new(data);

    /// <summary>Trains; the epoch is chosen on validation data, and test data are not looked at.</summary>
    /// <param name="settings">All hyper-parameters, the seed included.</param>
    /// <param name="progress">Hears of every epoch, of those of the checkpoint again.</param>
    /// <param name="cancellation">Ends it within a batch.</param>
    /// <param name="checkpoints">Gives the checkpoint to go on from, of the same data and settings, and keeps further ones; null for none.</param>
    /// <param name="weights">What is added to the learnt rows; null to choose that on validation data.</param>
    /// <inheritdoc cref="Trainer.Train" path="/exception"/>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or the machine or the device has too little memory.</exception>
    internal FitResult Train(
        TrainingSettings settings, IProgress<EpochReport>? progress, CancellationToken cancellation, ICheckpoints? checkpoints = null, RowWeights? weights = null)
    {
        if (operators.Device.type == DeviceType.CPU)
            MemoryForecast.Of(data, settings.KDiffE).Require(mostMemory ?? MemoryForecast.Available);
        try
        {
            var (learnt, credible) = Credible(settings.KDiffE, cancellation);
            var fit = new Trainer(learnt, settings, operators).Train(progress, cancellation, checkpoints) with { Credible = credible };
            return fit.Cancelled ? fit : Extend(learnt, fit, weights, cancellation);
        }
        // How libtorch says so of a GPU; its exceptions are told apart by their words alone.
        catch (ExternalException error) when (error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The memory of {operators.Device} does not suffice; a smaller KDiffE:Dim, KDiffE:Batch or Diffusion:Hidden may help, or the device 'cpu'. {error.Message.Split('\n')[0]}", error);
        }
    }

    private (Dataset Data, CredibleShare? Credible) Credible(KDiffESettings model, CancellationToken cancellation)
    {
        if (model.CredibleTriples == Switch.Off || data.Triples.Count == 0)
            return (data, null);
        if (data.Items > TripleCredibility.MostItems)
        {
            throw new InvalidSettingException(string.Create(
                CultureInfo.InvariantCulture, $"KDiffE:CredibleTriples takes on {TripleCredibility.MostItems:N0} items at most, not {data.Items:N0}."));
        }

        using var credibility = new TripleCredibility(data, cancellation);
        var kept = credibility.Keep();
        return (kept, new CredibleShare(data.Triples.Count, kept.Triples.Count, credibility.Noise));
    }

    private FitResult Extend(Dataset data, FitResult fit, RowWeights? weights, CancellationToken cancellation)
    {
        var (started, learnt) = (Stopwatch.GetTimestamp(), fit.Model);
        var extension = new RowExtension(data, fit.Settings.KDiffE, new Part(learnt.Dim, learnt.Users, learnt.Items), cancellation);
        weights ??= new RowSearch(data, fit.Settings.KDiffE, extension, cancellation).Choose();
        fit = fit with { Weights = weights };
        if (!weights.AreNone)
        {
            var (rows, parts) = extension.Serve(weights);
            fit = fit with
            {
                Model = learnt with { Dim = rows.Dim, Users = rows.Users, Items = rows.Items, Parts = parts },
                Extended = data.Valid.Count == 0 ? null : Figures(_evaluator.Evaluate(rows.ToScorer(), data.Valid, cancellation)),
            };
        }

        ManagedHeap.ReturnGarbage();
        return fit with { Seconds = Math.Round(fit.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds, 2) };

        ValidationFigures Figures(RankingReport report) => new(report.Recall, report.Ndcg, learnt.NormExponent);
    }

    /// <summary>The figures on test data; null where there are none.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal RankingReport? Test(IScorer scorer, CancellationToken cancellation) =>
        data.Test.Count == 0 ? null : _evaluator.Evaluate(scorer, data.Test, cancellation);
}
