using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Baselines;

/// <summary>
/// DiffKG (Jiang et al., WSDM 2024, "DiffKG: Knowledge Graph Diffusion Model for Recommendation"), from which KDiffE has its
/// aggregation, its diffusion and its contrast: the same trainer without S and without the guide. Its own guide, the
/// collaborative convolution, weighs the items that a row of x̂_0 holds by their users; where the tails of the graph are no
/// items, as in all of the datasets here, it has no gradient, and is left out.
/// </summary>
internal static class DiffKg
{
    /// <summary>What its figures are called, and its space.</summary>
    internal const string Name = "diffkg";

    /// <summary>The preset <c>paper</c> without what KDiffE added, and with the settings that its authors use.</summary>
    /// <param name="seed">Of the training.</param>
    internal static TrainingSettings Settings(int seed) => SettingsReader.Read("paper",
    [
        $"KDiffE:Seed={seed}", "KDiffE:Epochs=300", "KDiffE:Xi=0", "KDiffE:SelfLoops=false", "KDiffE:Modalities=off", "KDiffE:MaxNeighbors=10",
        "KDiffE:NormExponent=auto", "Diffusion:GuideWeight=0", "Diffusion:Steps=5", "Contrastive:Weight=0.1", "Contrastive:Temperature=0.1",
    ]);

    /// <summary>What keeps it from data, to be said after its name; null where nothing does.</summary>
    internal static string? Refusal(Dataset data) => data.Triples.Count == 0 ? $"needs triples of the items, and '{data.Name}' has none" : null;

    /// <summary>Trains it; the epoch is chosen on validation data.</summary>
    /// <inheritdoc cref="LightGcn.Train"/>
    /// <exception cref="ArgumentException">There are no triples.</exception>
    internal static FitResult Train(
        Dataset data, TrainingSettings settings, IOperators operators, IProgress<EpochReport>? progress, CancellationToken cancellation) =>
        Refusal(data) is { } refusal
            ? throw new ArgumentException($"DiffKG {refusal}.", nameof(data))
            : LightGcn.Train(data, settings, operators, progress, cancellation);
}
