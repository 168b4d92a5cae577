using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Evaluation;

namespace KDiffE.Training.Tests.Fitting;

/// <summary>The contract of every scorer, for what the trainer fits; a few epochs of a small model show it.</summary>
public abstract class TrainedScorerTests : ScorerContract
{
    private protected abstract TrainingSettings Settings { get; }

    private protected override string NumberingMatters => "Initial embeddings, batches and negatives are drawn by index.";

    private protected override bool NeedsTraining => true;

    private protected override IScorer Create(Dataset data, CancellationToken cancellation) => Train(data, epochs: 2, cancellation);

    private protected override IScorer CreateWell(Dataset data, CancellationToken cancellation) => Train(data, epochs: 40, cancellation);

    /// <summary>Trains with some settings.</summary>
    private protected virtual FitResult Train(Dataset data, TrainingSettings settings, CancellationToken cancellation) =>
        new Trainer(data, settings, DeviceOperators.Cpu).Train(null, cancellation);

    private IScorer Train(Dataset data, int epochs, CancellationToken cancellation) => Train(
        data, Settings with { KDiffE = Settings.KDiffE with { Dim = 8, Epochs = epochs, Batch = 256, Negatives = 32, LearningRate = 0.02f } },
        cancellation).Model.ToScorer();
}

/// <summary>The default preset.</summary>
[Collection(SeededTorch.Name)]
public sealed class DefaultPresetTests : TrainedScorerTests
{
    private protected override TrainingSettings Settings => SettingsReader.Read("default", []);
}

/// <summary>The paper's settings, with the item graph that neither preset has.</summary>
[Collection(SeededTorch.Name)]
public sealed class PaperPresetTests : TrainedScorerTests
{
    private protected override TrainingSettings Settings => SettingsReader.Read("paper", ["KDiffE:ItemGraphNeighbors=5"]);
}

/// <summary>The baseline of the same trainer.</summary>
[Collection(SeededTorch.Name)]
public sealed class LightGcnTests : TrainedScorerTests
{
    private protected override TrainingSettings Settings => LightGcn.Settings(seed: 1);
}
