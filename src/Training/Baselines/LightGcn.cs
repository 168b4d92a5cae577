using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Evaluation;
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

    private const string Preset = "lightgcn";

    internal static TrainingSettings Settings(int seed) => SettingsReader.Read(Preset, [$"KDiffE:Seed={seed}"]);

    internal static IScorer Train(Dataset data, int seed, IOperators operators, IProgress<EpochReport>? progress, CancellationToken cancellation) =>
        new Trainer(data, Settings(seed), operators).Train(progress, cancellation).Model.ToScorer();
}
