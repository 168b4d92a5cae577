using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Model.Credibility;
using KDiffE.Training.Model.ItemGraphs;
using KDiffE.Training.Rows;

namespace KDiffE.Training.Fitting;

/// <summary>What one training ends with.</summary>
/// <param name="Model">The best epoch's embeddings.</param>
/// <param name="Epochs">Every epoch in order.</param>
/// <param name="MeanSimilarity">Mean of S over the training edges; null where S is left out.</param>
/// <param name="Content">What the item graph could be made of.</param>
/// <param name="Features">The modalities that had a view.</param>
/// <param name="Cancelled">Whether it was stopped before its time.</param>
/// <param name="Settings">How it was trained.</param>
/// <param name="Seconds">Wall seconds, the preparation included.</param>
internal sealed record FitResult(
    TrainedModel Model, IReadOnlyList<EpochReport> Epochs, double? MeanSimilarity, IReadOnlyList<ContentSource> Content,
    IReadOnlyList<FeatureStatistics> Features, bool Cancelled, TrainingSettings Settings, double Seconds)
{
    /// <summary>What was added to the learnt rows.</summary>
    internal RowWeights Weights { get; init; } = RowWeights.None;

    /// <summary>The share of a batch's interactions that was left out of the propagation.</summary>
    internal float HiddenShare { get; init; }

    /// <summary>How much of the knowledge graph is credible; null where all of it was learnt from unasked.</summary>
    internal CredibleShare? Credible { get; init; }

    /// <summary>The figures on validation data of the rows that are served; null where those are as they were learnt.</summary>
    internal ValidationFigures? Extended { get; init; }

    /// <summary>The figures on validation data; null without any.</summary>
    internal ValidationFigures? Valid => Extended ?? Epochs.FirstOrDefault(epoch => epoch.Epoch == Model.Epoch)?.Valid;
}
