using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Search;

/// <summary>The model without one of its parts.</summary>
/// <param name="Name">What it is called in tables and in JSON.</param>
/// <param name="Overrides">What takes the part out; nothing for the whole model.</param>
/// <param name="Needs">What the dataset must hold for the part to do anything.</param>
/// <param name="Serves">What would take out the parts that this one works for, and so this one with them.</param>
internal sealed record AblationVariant(string Name, IReadOnlyList<string> Overrides, RequiredData Needs = RequiredData.Interactions, params IReadOnlyList<string> Serves)
{
    private const string NoDiffusion = "Diffusion:Enabled=false";
    private const string NoContrast = "Contrastive:Enabled=false";
    private const string CredibleTriples = "KDiffE:CredibleTriples=on";

    /// <summary>What becomes of the data before they are learnt; nothing for most.</summary>
    internal Func<Dataset, Dataset>? Change { get; init; }

    /// <summary>The whole model, without any override.</summary>
    internal static AblationVariant Full { get; } = new("full", []);

    /// <summary>
    /// The whole model, then one variant for each part of it: the paper's Table III, and what this project adds. At the end
    /// the controls: what they keep of a gain is not the content's.
    /// </summary>
    internal static IReadOnlyList<AblationVariant> All { get; } =
    [
        Full,
        new("without_s", ["KDiffE:Xi=0"]),
        new("without_guide", ["Diffusion:GuideWeight=0"], RequiredData.Views, NoDiffusion, NoContrast),
        new("without_contrast", [NoContrast], RequiredData.Views),
        new("without_diffusion", [NoDiffusion], RequiredData.Views, NoContrast),
        new("without_modalities", ["KDiffE:Modalities=off"], RequiredData.Features),
        new("without_item_graph", ["KDiffE:ItemGraphNeighbors=0"], RequiredData.Knowledge),
        new("without_graph", ["KDiffE:MaxNeighbors=0"], RequiredData.Triples),
        new("without_hidden_targets", ["KDiffE:HiddenTargets=0"]),
        new("without_averaging", ["KDiffE:Averaging=0"]),
        new("without_popularity_prior", ["KDiffE:PopularityPrior=off"]),
        new("without_profiles", ["KDiffE:ProfileDim=0"], RequiredData.Knowledge),
        new("without_rare_item_blending", ["KDiffE:RareItemBlending=off"]),
        new("shuffled_graph", [], RequiredData.Triples) { Change = Controls.ShuffleGraph },
        new("shuffled_features", [], RequiredData.Features) { Change = Controls.ShuffleFeatures },
        new("credible_graph", [CredibleTriples], RequiredData.Triples),
        new("noisy_graph", [], RequiredData.Triples) { Change = GraphNoise.Double },
        new("noisy_credible_graph", [CredibleTriples], RequiredData.Triples) { Change = GraphNoise.Double },
    ];

    /// <summary>The whole model and the variants named, in the order of <see cref="All"/>.</summary>
    /// <param name="names">Names; none for all.</param>
    /// <exception cref="InvalidSettingException">There is no such variant.</exception>
    internal static IReadOnlyList<AblationVariant> Named(IReadOnlyCollection<string> names)
    {
        var unknown = names.FirstOrDefault(name => All.All(variant => variant.Name != name));
        if (unknown is not null)
            throw new InvalidSettingException($"Unknown variant '{unknown}'; there are {string.Join(", ", All.Select(variant => variant.Name))}.");
        return names.Count == 0 ? All : [.. All.Where(variant => variant == Full || names.Contains(variant.Name))];
    }

    /// <summary>Why the variant would be the whole model again; null when it is not.</summary>
    internal string? NotApplicable(Dataset data, TrainingSettings settings)
    {
        if (this == Full)
            return null;
        var (triples, features) = (data.Triples.Count > 0, data.Features.Count > 0);
        var views = (triples && settings.KDiffE.MaxNeighbors > 0) || (features && settings.KDiffE.Modalities == Switch.On);
        return Needs switch
        {
            RequiredData.Triples when !triples => "the dataset has no triples",
            RequiredData.Features when !features => "the dataset has no item features",
            RequiredData.Knowledge when !triples && !features => "the dataset has neither triples nor item features",
            RequiredData.Views when !views => "there is no view beside the main one",
            _ when Change is not null => null,
            _ => ChangesNothing(Overrides) || Serves.Any(part => ChangesNothing([part])) ? "the settings have it out already" : null,
        };

        bool ChangesNothing(IReadOnlyList<string> overrides) => SettingsReader.Apply(settings, overrides) == settings;
    }
}
