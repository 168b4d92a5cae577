using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Model;
using KDiffE.Training.Settings;

namespace KDiffE.Training.Baselines;

/// <summary>
/// LightGCN (He et al., SIGIR 2020): the same trainer with everything of KDiffE off. No attention-aware matrix, no
/// knowledge graph, BPR, the plain dot product; three layers and their mean, as its authors recommend.
/// </summary>
internal static class LightGcn
{
    internal static TrainingSettings Settings(int seed) => new()
    {
        KDiffE = new()
        {
            Layers = 3,
            LayerCombination = LayerCombination.Mean,
            HideTargets = false,
            Averaging = 0,
            Xi = 0,
            MaxNeighbors = 0,
            ItemGraphNeighbors = 0,
            Loss = RankingLoss.Bpr,
            NormExponent = "1",
            LearningRate = 2e-3f,
            L2 = 1e-4f,
            Epochs = 300,
            Seed = seed,
        },
        Diffusion = new() { Enabled = false },
        Contrastive = new() { Enabled = false },
    };

    internal static IScorer Train(Dataset data, int seed, IProgress<EpochReport>? progress, CancellationToken cancellation)
    {
        var model = new Trainer(data, Settings(seed)).Train(progress, cancellation).Model;
        return new EmbeddingScorer(model.Users, model.Items, model.Dim);
    }
}
