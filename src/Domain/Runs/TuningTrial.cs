namespace KDiffE.Domain.Runs;

/// <summary>One training of a search for settings.</summary>
/// <param name="Number">Which draw it is; 1 is the defaults.</param>
/// <param name="Settings">What was drawn, by configuration name; empty for the defaults.</param>
/// <param name="Recall">Recall@20 of its best epoch on the validation part; null where the training failed.</param>
/// <param name="Ndcg">The NDCG@20 beside it.</param>
/// <param name="BestEpoch">That epoch; 0 where the training failed.</param>
/// <param name="Epochs">Epochs until it stopped.</param>
/// <param name="Seconds">Wall seconds.</param>
/// <param name="Error">Why the training failed.</param>
public sealed record TuningTrial(
    int Number, IReadOnlyDictionary<string, string> Settings, double? Recall, double? Ndcg, int BestEpoch, int Epochs, double Seconds, string? Error);
