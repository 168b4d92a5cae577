using KDiffE.Domain.Settings;
using KDiffE.Training.Search;

namespace KDiffE.Training.Paper;

/// <summary>One setting at the values that a figure of the paper shows, all others as they are.</summary>
/// <param name="Figure">The figure's name among <see cref="PaperPart.All"/>.</param>
/// <param name="Symbol">What the paper calls the setting.</param>
/// <param name="Setting">Its name, <c>Section:Name</c>.</param>
/// <param name="Needs">What the dataset must hold for the setting to do anything.</param>
/// <param name="Values">The paper's values, in order.</param>
internal sealed record Sweep(string Figure, string Symbol, string Setting, RequiredData Needs, params IReadOnlyList<string> Values)
{
    /// <summary>Figures 5 to 9. Figure 5 shows q as figure 9 does.</summary>
    internal static IReadOnlyList<Sweep> All { get; } =
    [
        new("figure6", "M", "KDiffE:WalkLength", RequiredData.Interactions, "30", "50", "80", "110", "130", "150"),
        new("figure6", "R", "KDiffE:Walks", RequiredData.Interactions, "6", "8", "10", "12", "15", "20"),
        new("figure7", "ξ", "KDiffE:Xi", RequiredData.Interactions, "0.1", "0.3", "0.5", "0.7", "0.9", "1"),
        new("figure7", "T", "Diffusion:Steps", RequiredData.Views, "2", "5", "10", "20", "50", "80"),
        new("figure8", "τ", "Contrastive:Temperature", RequiredData.Views, "0.1", "0.3", "0.5", "0.7", "0.9", "1"),
        new("figure8", "θ₁", "Contrastive:Weight", RequiredData.Views, "1", "0.1", "0.01", "0.001", "0.0001"),
        new("figure9", "q", "Diffusion:Q", RequiredData.Views, "1", "2", "3", "4", "5", "6"),
    ];

    /// <summary>The setting's own name.</summary>
    internal string Name => Setting[(Setting.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The model at a value: the whole one where the settings have the value already.</summary>
    /// <exception cref="InvalidSettingException">The value is out of the setting's range.</exception>
    internal AblationVariant At(string value, TrainingSettings settings)
    {
        string[] overrides = [$"{Setting}={value}"];
        return SettingsReader.Apply(settings, overrides) == settings ? AblationVariant.Full : new AblationVariant(overrides[0], overrides, Needs);
    }
}
