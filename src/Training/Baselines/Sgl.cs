using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Baselines;

/// <summary>
/// SGL-ED (Wu et al., SIGIR 2021, "Self-supervised Graph Learning for Recommendation"): LightGCN with the contrast of two
/// views of the graph, each of which has lost a share ρ of its edges. In its settings θ₁ and τ are
/// <c>Contrastive:Weight</c> and <c>Contrastive:Temperature</c>, and ρ is <c>KDiffE:HiddenTargets</c>, what is left out of the
/// propagation.
/// </summary>
internal static class Sgl
{
    /// <summary>What its figures are called, and its space.</summary>
    internal const string Name = "sgl";

    /// <summary>LightGCN's settings, with the θ₁, τ and ρ that its authors use.</summary>
    /// <param name="seed">Of the training.</param>
    internal static TrainingSettings Settings(int seed) => SettingsReader.Apply(LightGcn.Settings(seed),
    [
        "Contrastive:Enabled=true", "Contrastive:Weight=0.1", "Contrastive:Temperature=0.2", "KDiffE:HiddenTargets=0.1", "KDiffE:NormExponent=auto",
    ]);

    /// <summary>Trains it; the epoch is chosen on validation data.</summary>
    /// <inheritdoc cref="LightGcn.Train"/>
    internal static FitResult Train(
        Dataset data, TrainingSettings settings, IOperators operators, IProgress<EpochReport>? progress, CancellationToken cancellation) =>
        new BaselineTrainer(data, settings, operators, random => new SglModel(data, settings, random, operators)).Train(progress, cancellation);
}
