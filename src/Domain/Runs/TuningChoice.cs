namespace KDiffE.Domain.Runs;

/// <summary>The settings that a search chose, and why.</summary>
/// <param name="Trial">The trial that they are of; null for the defaults where there is none.</param>
/// <param name="Trials">How many trials it is the best of.</param>
/// <param name="Seconds">How long all trials took that the budget counts.</param>
/// <param name="BudgetSeconds">How long they might take.</param>
/// <param name="Settings">What they set otherwise than the defaults, by configuration name.</param>
/// <param name="Recall">Recall@20 of the trial on the validation part; null without a trial.</param>
/// <param name="Ndcg">Its NDCG@20.</param>
/// <param name="DefaultRecall">Recall@20 of the defaults on the same data; null where they were not trained.</param>
/// <param name="DefaultNdcg">Their NDCG@20.</param>
/// <param name="Reason">All of it in a sentence.</param>
public sealed record TuningChoice(
    int? Trial, int Trials, double Seconds, double BudgetSeconds, IReadOnlyDictionary<string, string> Settings,
    double? Recall, double? Ndcg, double? DefaultRecall, double? DefaultNdcg, string Reason)
{
    /// <summary>What a snapshot that was trained with them says of it, by name.</summary>
    internal IEnumerable<KeyValuePair<string, double>> Figures() =>
        from figure in new (string Name, double? Value)[]
        {
            ("trial", Trial), ("trials", Trials), ("seconds", Seconds), ("budget_seconds", BudgetSeconds),
            ("valid_recall", Recall), ("valid_ndcg", Ndcg), ("default_valid_recall", DefaultRecall), ("default_valid_ndcg", DefaultNdcg),
        }
        let value = figure.Value
        where value.HasValue
        select KeyValuePair.Create($"tuning.{figure.Name}", value.GetValueOrDefault());
}
