using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Baselines;

/// <summary>
/// BM3 (Zhou et al., WWW 2023, "Bootstrap Latent Representations for Multi-modal Recommendation"): learns without negatives,
/// by bringing each embedding to where a dropped-out copy of its partner is. In its settings the weight of the losses of
/// modalities is <c>Contrastive:Weight</c>, and the dropout is <c>KDiffE:HiddenTargets</c>.
/// </summary>
internal static class Bm3
{
    /// <summary>What its figures are called, and its space.</summary>
    internal const string Name = "bm3";

    /// <summary>LightGCN's settings, with those that its authors use; θ₂ is of rows, where theirs is of whole tables.</summary>
    /// <param name="seed">Of the training.</param>
    internal static TrainingSettings Settings(int seed) => SettingsReader.Apply(LightGcn.Settings(seed),
    [
        "Contrastive:Weight=2", "KDiffE:HiddenTargets=0.3", "KDiffE:Layers=1", "KDiffE:LearningRate=0.001", "KDiffE:L2=0.01", "KDiffE:NormExponent=auto",
    ]);

    /// <summary>What keeps it from data, to be said after its name; null where nothing does.</summary>
    internal static string? Refusal(Dataset data) => data.Features.Count == 0 ? $"needs features of the items, and '{data.Name}' has none" : null;

    /// <summary>Trains it; the epoch is chosen on validation data.</summary>
    /// <inheritdoc cref="LightGcn.Train"/>
    /// <exception cref="ArgumentException">There are no features.</exception>
    internal static FitResult Train(
        Dataset data, TrainingSettings settings, IOperators operators, IProgress<EpochReport>? progress, CancellationToken cancellation) =>
        Refusal(data) is { } refusal
            ? throw new ArgumentException($"BM3 {refusal}.", nameof(data))
            : new BaselineTrainer(data, settings, operators, _ => new Bm3Model(data, settings, operators)).Train(progress, cancellation);
}
