using System.Text.Json.Serialization;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;

namespace KDiffE.Training.Search;

/// <summary>One training of a variant.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Seed">The seed of every draw of the training.</param>
/// <param name="Valid">Figures of the best epoch on validation data; null without any.</param>
/// <param name="Test">Figures of the best epoch on test data.</param>
/// <param name="BestEpoch">The epoch they come from.</param>
/// <param name="Epochs">Epochs until it stopped, those after the best one included.</param>
/// <param name="Seconds">Wall seconds of the training.</param>
/// <param name="SecondsPerEpoch">Mean wall seconds of an epoch.</param>
internal sealed record AblationRun(
    [property: JsonPropertyName("variant")] string Variant,
    [property: JsonPropertyName("seed")] int Seed,
    [property: JsonPropertyName("valid")] ValidationFigures? Valid,
    [property: JsonPropertyName("test")] RankingReport Test,
    [property: JsonPropertyName("best_epoch")] int BestEpoch,
    [property: JsonPropertyName("epochs")] int Epochs,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("seconds_per_epoch")] double SecondsPerEpoch)
{
    /// <summary>The figures that variants are compared in, by name; null where a run has none.</summary>
    internal static IReadOnlyList<(string Name, Func<AblationRun, double?> Of)> Figures { get; } =
    [
        ("test.recall@20", run => run.Test.Recall),
        ("test.ndcg@20", run => run.Test.Ndcg),
        ("valid.recall@20", run => run.Valid?.Recall),
        ("valid.ndcg@20", run => run.Valid?.Ndcg),
        ("test.recall@20.items_0", run => run.ItemRecall(0)),
        ("test.recall@20.items_1-5", run => run.ItemRecall(1)),
        ("seconds_per_epoch", run => run.SecondsPerEpoch),
        ("epochs", run => run.Epochs),
    ];

    /// <summary>Recall of test rows by the training interactions of their item; null without such rows.</summary>
    private double? ItemRecall(int bucket) => Test.ByItemBucket[bucket] is { Rows: > 0 } items ? items.Recall : null;
}
