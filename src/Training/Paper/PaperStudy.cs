using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;
using KDiffE.Training.Search;

namespace KDiffE.Training.Paper;

/// <summary>
/// The paper's tables and figures on one dataset. What has been run is kept in two files of a folder, so that another call
/// does the rest alone: <c>NAME.json</c>, the trainings of KDiffE as <c>ablate</c> writes them, and <c>NAME.baselines.json</c>.
/// </summary>
/// <param name="data">What is learnt, and what it is measured by.</param>
/// <param name="settings">Those of the whole model; the seed is the first of the seeds.</param>
/// <param name="operators">Those of the device to train on.</param>
/// <param name="folder">Where the files are.</param>
/// <param name="say">Hears a line of everything that is done.</param>
internal sealed class PaperStudy(Dataset data, TrainingSettings settings, IOperators operators, string folder, Action<string> say)
{
    private readonly string _runs = Path.Combine(folder, $"{data.Name}.json");
    private readonly string _baselines = Path.Combine(folder, $"{data.Name}.baselines.json");

    /// <summary>Runs what is not in the files yet.</summary>
    /// <param name="parts">The tables and figures that are asked for.</param>
    /// <param name="seeds">Seeds of each training.</param>
    /// <param name="trials">Trainings by which to choose the settings of each rival that is trained.</param>
    /// <param name="epochs">Hears of the epochs of the rivals.</param>
    /// <param name="cancellation">Stops; what has finished is kept.</param>
    /// <returns>What is in the files then.</returns>
    /// <exception cref="InvalidDataException">The files are of other data or settings.</exception>
    internal DatasetResults Run(
        IReadOnlyList<PaperPart> parts, int seeds, int trials, Func<KDiffESettings, IProgress<EpochReport>> epochs, CancellationToken cancellation)
    {
        var asked = parts.SelectMany(part => part.VariantsOf(settings)).Select(variant => variant.Name).ToHashSet(StringComparer.Ordinal);
        var variants = PaperPart.Variants(settings);
        var planned = seeds * variants.Count(variant => asked.Contains(variant.Name) && variant.NotApplicable(data, settings) is null);
        var before = File.Exists(_runs) ? JsonReport.Read<AblationReport>(_runs) : null;
        var runs = new Ablation(data, settings, operators, variants).Run(seeds, Finished, cancellation, before, variant => asked.Contains(variant.Name));
        var rivals = Kept();
        if (parts.Any(part => part.Name == PaperPart.Comparison) && !cancellation.IsCancellationRequested)
            rivals = Compare(rivals, [.. Enumerable.Range(settings.KDiffE.Seed, seeds)], trials, epochs, cancellation);
        return new DatasetResults(settings, runs, rivals);

        void Finished(AblationReport all, AblationRun run)
        {
            JsonReport.Replace(all, _runs);
            var done = all.Variants.Where(variant => asked.Contains(variant.Name)).Sum(variant => variant.Runs.Count(known => known.Seed < settings.KDiffE.Seed + seeds));
            say($"{data.Name}: {done,3} of {planned} trainings  {AblationTable.Line(run)}");
        }
    }

    private BaselinesReport Compare(
        BaselinesReport? before, int[] seeds, int trials, Func<KDiffESettings, IProgress<EpochReport>> epochs, CancellationToken cancellation)
    {
        var measurement = new BaselineMeasurement(data, operators, trials, say, epochs, cancellation);
        var report = before ?? new BaselinesReport(DatasetReport.Of(data), new Dictionary<string, BaselineReport?>(StringComparer.Ordinal));
        try
        {
            foreach (var rival in Baseline.All.Where(IsMissing))
            {
                report = report with
                {
                    Baselines = new Dictionary<string, BaselineReport?>(report.Baselines, StringComparer.Ordinal) { [rival.Name] = measurement.Of(rival, seeds) },
                };
                JsonReport.Replace(report, _baselines);
            }
        }
        catch (OperationCanceledException)
        {
            // The rivals that were measured are kept.
        }

        return report;

        // One that is trained is measured again where it was with fewer seeds.
        bool IsMissing(Baseline rival) =>
            !report.Baselines.TryGetValue(rival.Name, out var kept) || (rival is TrainedBaseline && kept?.Tests.Count() < seeds.Length);
    }

    private BaselinesReport? Kept()
    {
        if (!File.Exists(_baselines))
            return null;
        var kept = JsonReport.Read<BaselinesReport>(_baselines);
        return kept.Dataset == DatasetReport.Of(data)
            ? kept
            : throw new InvalidDataException($"{_baselines} is of other data of '{kept.Dataset.Name}'. Name another folder.");
    }
}
