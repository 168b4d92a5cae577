using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Baselines;

/// <summary>
/// LightGCN (He et al., SIGIR 2020): the same trainer with everything of KDiffE off, the preset <c>lightgcn</c>. No
/// attention-aware matrix, no knowledge graph, BPR, the plain dot product; three layers and their mean, as its authors
/// recommend.
/// </summary>
internal static class LightGcn
{
    /// <summary>What its figures are called.</summary>
    internal const string Name = "light_gcn";

    /// <summary>Its preset, and the space that <c>tune</c> searches for it.</summary>
    internal const string Preset = "lightgcn";

    internal static TrainingSettings Settings(int seed) => SettingsReader.Read(Preset, [$"KDiffE:Seed={seed}"]);

    /// <summary>Trains it; the epoch is chosen on validation data.</summary>
    /// <inheritdoc cref="Trainer.Train" path="/param"/>
    /// <inheritdoc cref="Trainer.Train" path="/exception"/>
    internal static FitResult Train(
        Dataset data, TrainingSettings settings, IOperators operators, IProgress<EpochReport>? progress, CancellationToken cancellation) =>
        new Trainer(data, settings, operators).Train(progress, cancellation);
}
