using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Baselines;

/// <summary>
/// CLCRec (Wei et al., MM 2021, "Contrastive Learning for Cold-Start Recommendation"): matrix factorisation whose items are
/// contrasted with an encoding of their features, which stands for items that nobody has yet. In its settings λ and τ are
/// <c>Contrastive:Weight</c> and <c>Contrastive:Temperature</c>, K is <c>KDiffE:Negatives</c>, and the share of items that a
/// batch knows by their features alone is <c>KDiffE:HiddenTargets</c>.
/// </summary>
internal static class ClcRec
{
    /// <summary>What its figures are called, and its space.</summary>
    internal const string Name = "clcrec";

    /// <summary>LightGCN's settings, with those that its authors use; θ₂ is of rows, where theirs is of mean lengths.</summary>
    /// <param name="seed">Of the training.</param>
    internal static TrainingSettings Settings(int seed) => SettingsReader.Apply(LightGcn.Settings(seed),
    [
        "Contrastive:Weight=0.5", "Contrastive:Temperature=2", "KDiffE:Negatives=128", "KDiffE:HiddenTargets=0.5", "KDiffE:L2=0.001", "KDiffE:NormExponent=auto",
    ]);

    /// <summary>What keeps it from data, to be said after its name; null where nothing does.</summary>
    internal static string? Refusal(Dataset data) => Bm3.Refusal(data);

    /// <summary>Trains it; the epoch is chosen on validation data.</summary>
    /// <inheritdoc cref="LightGcn.Train"/>
    /// <exception cref="ArgumentException">There are no features.</exception>
    internal static FitResult Train(
        Dataset data, TrainingSettings settings, IOperators operators, IProgress<EpochReport>? progress, CancellationToken cancellation) =>
        Refusal(data) is { } refusal
            ? throw new ArgumentException($"CLCRec {refusal}.", nameof(data))
            : new BaselineTrainer(data, settings, operators, random => new ClcRecModel(data, settings, random, operators)).Train(progress, cancellation);
}
