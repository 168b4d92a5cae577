using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Search;

/// <summary>
/// What each part of the model is worth: every variant is trained with every seed, one run after the other, and tested
/// once at the epoch that was best on validation data.
/// </summary>
internal sealed class Ablation
{
    private readonly Dataset _data;
    private readonly IOperators _operators;
    private readonly TrainingSettings _settings;
    private readonly IReadOnlyList<AblationVariant> _variants;

    /// <param name="data">What is learnt. Where its validation part was drawn, all runs share the draw.</param>
    /// <param name="settings">The whole model's; its seed is the first of the seeds.</param>
    /// <param name="operators">Those of the device to train on.</param>
    /// <param name="variants">What is run; every variant unless given.</param>
    /// <exception cref="InvalidOperationException">There are no test interactions.</exception>
    internal Ablation(Dataset data, TrainingSettings settings, IOperators operators, IReadOnlyList<AblationVariant>? variants = null)
    {
        if (data.Test.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no test interaction.");
        (_data, _operators, _settings, _variants) = (data, operators, settings, variants ?? AblationVariant.All);
    }

    /// <summary>
    /// Runs every variant that applies, seed by seed, so that a cancelled ablation has all of them for the seeds that
    /// it got through.
    /// </summary>
    /// <param name="seeds">Runs of each variant.</param>
    /// <param name="finished">Gets the report after each run, and the run.</param>
    /// <param name="cancellation">Stops; what has finished is returned, the running one is lost.</param>
    /// <param name="before">What an earlier call got through: it is not run again, and stays in the report; null for nothing.</param>
    /// <param name="only">Which variants are run; all unless given.</param>
    /// <exception cref="InvalidDataException"><paramref name="before"/> is of other data or settings.</exception>
    internal AblationReport Run(
        int seeds, Action<AblationReport, AblationRun> finished, CancellationToken cancellation, AblationReport? before = null,
        Func<AblationVariant, bool>? only = null)
    {
        int[] asked = [.. Enumerable.Range(_settings.KDiffE.Seed, seeds)];
        int[] all = [.. asked.Union(before?.Seeds ?? []).Order()];
        var runs = new List<AblationRun>();
        if (before is not null)
            runs.AddRange(Report().Shared(before));
        try
        {
            foreach (var seed in asked)
            {
                foreach (var variant in _variants.Where(variant => variant.NotApplicable(_data, _settings) is null && only?.Invoke(variant) != false))
                {
                    if (runs.Exists(run => run.Variant == variant.Name && run.Seed == seed))
                        continue;
                    runs.Add(Run(variant, seed, cancellation));
                    finished(Report(), runs[^1]);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The runs that have finished are kept.
        }

        return Report();

        AblationReport Report() => AblationReport.Of(_data, _settings, _variants, all, runs);
    }

    private AblationRun Run(AblationVariant variant, int seed, CancellationToken cancellation)
    {
        var settings = SettingsReader.Apply(_settings, [.. variant.Overrides, string.Create(CultureInfo.InvariantCulture, $"KDiffE:Seed={seed}")]);
        var experiment = new Experiment(variant.Change?.Invoke(_data) ?? _data, _operators);
        var run = experiment.Train(settings, progress: null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var test = experiment.Test(run.Model.ToScorer(), cancellation)!;
        return new AblationRun(
            variant.Name, seed, run.Valid, test, run.Model.Epoch, run.Epochs.Count, run.Seconds,
            Math.Round(run.Epochs.Average(epoch => epoch.Seconds), 4));
    }
}
