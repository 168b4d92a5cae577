using System.Text.Json.Serialization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Search;

/// <summary>Everything <c>ablate --json</c> says.</summary>
/// <param name="Dataset">The data's size.</param>
/// <param name="Fingerprint">The data's content, see <see cref="DatasetFingerprint"/>.</param>
/// <param name="HyperParameters">Every setting of the whole model, by name.</param>
/// <param name="Seeds">Those that every variant is run with.</param>
/// <param name="Variants">The variants in order, those that do not apply included.</param>
internal sealed record AblationReport(
    [property: JsonPropertyName("dataset")] DatasetReport Dataset,
    [property: JsonPropertyName("fingerprint")] string Fingerprint,
    [property: JsonPropertyName("hyper_parameters")] IReadOnlyDictionary<string, string> HyperParameters,
    [property: JsonPropertyName("seeds")] IReadOnlyList<int> Seeds,
    [property: JsonPropertyName("variants")] IReadOnlyList<VariantReport> Variants)
{
    /// <summary>Runs there shall be in the end.</summary>
    [JsonPropertyName("runs_planned")]
    public int Planned => Seeds.Count * Variants.Count(variant => variant.NotApplicable is null);

    /// <summary>Runs that have finished.</summary>
    [JsonPropertyName("runs_finished")]
    public int Finished => Variants.Sum(variant => variant.Runs.Count);

    /// <summary>Brings the runs that have finished together, by variant.</summary>
    /// <param name="data">The data that were learnt.</param>
    /// <param name="settings">Those of the whole model.</param>
    /// <param name="variants">The variants of the ablation, the whole model among them.</param>
    /// <param name="seeds">Those that every variant is run with.</param>
    /// <param name="runs">The runs that have finished, in any order.</param>
    internal static AblationReport Of(
        Dataset data, TrainingSettings settings, IReadOnlyList<AblationVariant> variants, IReadOnlyList<int> seeds, IReadOnlyList<AblationRun> runs)
    {
        var byVariant = runs.ToLookup(run => run.Variant, StringComparer.Ordinal);
        return new AblationReport(DatasetReport.Of(data), DatasetFingerprint.Of(data), SettingsReader.Describe(settings), seeds,
        [
            .. from variant in variants
               let whole = variant == AblationVariant.Full ? [] : byVariant[AblationVariant.Full.Name]
               select new VariantReport(
                   variant.Name, variant.Overrides, variant.NotApplicable(data, settings),
                   [.. byVariant[variant.Name]], Compare(byVariant[variant.Name], whole)),
        ]);
    }

    /// <summary>The runs of an ablation that this one would do again.</summary>
    /// <param name="before">The ablation that is continued.</param>
    /// <exception cref="InvalidDataException">It is of other data or settings, or a variant's name meant something else there.</exception>
    internal IEnumerable<AblationRun> Shared(AblationReport before)
    {
        if (Fingerprint != before.Fingerprint || Dataset != before.Dataset)
            throw new InvalidDataException($"What is continued is of other data than these of '{Dataset.Name}'.");
        if (HyperParameters.FirstOrDefault(pair => before.HyperParameters.GetValueOrDefault(pair.Key) != pair.Value) is { Key: { } name } differs)
            throw new InvalidDataException($"What is continued has {name} {before.HyperParameters.GetValueOrDefault(name) ?? "absent"}, not {differs.Value}.");
        foreach (var variant in Variants)
        {
            if (before.Variants.FirstOrDefault(other => other.Name == variant.Name) is not { } known)
                continue;
            if (!known.Overrides.SequenceEqual(variant.Overrides))
                throw new InvalidDataException($"What is continued has another variant '{variant.Name}': {string.Join(' ', known.Overrides)}.");
            foreach (var run in known.Runs)
                yield return run;
        }
    }

    private static Dictionary<string, SummaryStatistics> Compare(IEnumerable<AblationRun> runs, IEnumerable<AblationRun> whole) =>
        (from figure in AblationRun.Figures
         let values = runs.Select(figure.Of).OfType<double>().ToArray()
         where values.Length > 0
         select (figure.Name, Statistic: SummaryStatistics.Of(values, [.. whole.Select(figure.Of).OfType<double>()])))
        .ToDictionary(figure => figure.Name, figure => figure.Statistic, StringComparer.Ordinal);
}

/// <summary>What the runs of one variant gave.</summary>
/// <param name="Name">The variant's name, for example <c>without_graph</c>.</param>
/// <param name="Overrides">What takes the part out.</param>
/// <param name="NotApplicable">Why it is not run; null when it is.</param>
/// <param name="Runs">Every run that has finished.</param>
/// <param name="Figures">Each of <see cref="AblationRun.Figures"/> over the runs.</param>
internal sealed record VariantReport(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("overrides")] IReadOnlyList<string> Overrides,
    [property: JsonPropertyName("not_applicable")] string? NotApplicable,
    [property: JsonPropertyName("runs")] IReadOnlyList<AblationRun> Runs,
    [property: JsonPropertyName("figures")] IReadOnlyDictionary<string, SummaryStatistics> Figures);
