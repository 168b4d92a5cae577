using KDiffE.Domain.Settings;
using KDiffE.Training.Search;

namespace KDiffE.Training.Paper;

/// <summary>A table or a figure of the paper.</summary>
/// <param name="Name">For example <c>table3</c>.</param>
/// <param name="Title">What it shows.</param>
internal sealed record PaperPart(string Name, string Title)
{
    /// <summary>Table II, which takes other models besides.</summary>
    internal const string Comparison = "table2";

    /// <summary>Table III.</summary>
    internal const string Ablation = "table3";

    /// <summary>Figure 10.</summary>
    internal const string Scalability = "figure10";

    /// <summary>All of them, in the paper's order.</summary>
    internal static IReadOnlyList<PaperPart> All { get; } =
    [
        new(Comparison, "Table II: beside other models"),
        new(Ablation, "Table III: without a part"),
        new("figure6", "Figure 6: length M and number R of the walks"),
        new("figure7", "Figure 7: weight ξ of S, steps T of the diffusion"),
        new("figure8", "Figure 8: temperature τ and weight θ₁ of the contrast"),
        new("figure9", "Figures 5 and 9: triples q that an item keeps"),
        new(Scalability, "Figure 10: seconds per epoch by steps T and by users"),
    ];

    /// <summary>What Table III leaves out, as <c>ablate</c> does.</summary>
    internal static IReadOnlyList<AblationVariant> Ablations { get; } =
        [.. AblationVariant.Named(["without_s", "without_guide", "without_contrast"]).Where(variant => variant != AblationVariant.Full)];

    /// <summary>The parts of these names, in the paper's order; all where none is named.</summary>
    /// <exception cref="InvalidSettingException">There is no such part.</exception>
    internal static IReadOnlyList<PaperPart> Named(IReadOnlyCollection<string> names)
    {
        if (names.FirstOrDefault(name => All.All(part => part.Name != name)) is { } unknown)
            throw new InvalidSettingException($"There is no '{unknown}' in the paper, only {string.Join(", ", All.Select(part => part.Name))}.");
        return names.Count == 0 ? All : [.. All.Where(part => names.Contains(part.Name))];
    }

    /// <summary>Every training of KDiffE that the paper's tables and figures take, each once, the whole model first.</summary>
    /// <param name="settings">Those of the whole model.</param>
    internal static IReadOnlyList<AblationVariant> Variants(TrainingSettings settings) =>
    [
        .. All.SelectMany(part => part.VariantsOf(settings)).DistinctBy(variant => variant.Name),
    ];

    /// <summary>The trainings that this one takes, the whole model first.</summary>
    /// <param name="settings">Those of the whole model.</param>
    internal IEnumerable<AblationVariant> VariantsOf(TrainingSettings settings)
    {
        yield return AblationVariant.Full;
        var more = Name switch
        {
            Ablation => Ablations,
            Scalability => [.. UserShare.All.Select(share => share.Variant), .. Values(Sweep.All.Single(sweep => sweep.Symbol == "T"))],
            _ => Sweep.All.Where(sweep => sweep.Figure == Name).SelectMany(Values),
        };
        foreach (var variant in more)
            yield return variant;

        IEnumerable<AblationVariant> Values(Sweep sweep) => sweep.Values.Select(value => sweep.At(value, settings));
    }
}
