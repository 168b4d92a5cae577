using System.Text.Json.Serialization;
using KDiffE.Domain.Runs;

namespace KDiffE.Training.Reports;

/// <summary>What the search of the preset <c>auto</c> chose, see <see cref="TuningChoice"/>.</summary>
internal sealed record TuningReport(
    [property: JsonPropertyName("trial")] int? Trial,
    [property: JsonPropertyName("trials")] int Trials,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("budget_seconds")] double BudgetSeconds,
    [property: JsonPropertyName("settings")] IReadOnlyDictionary<string, string> Settings,
    [property: JsonPropertyName("valid_recall@20")] double? Recall,
    [property: JsonPropertyName("valid_ndcg@20")] double? Ndcg,
    [property: JsonPropertyName("default_valid_recall@20")] double? DefaultRecall,
    [property: JsonPropertyName("default_valid_ndcg@20")] double? DefaultNdcg,
    [property: JsonPropertyName("reason")] string Reason)
{
    internal static TuningReport? Of(TuningChoice? choice) => choice is null ? null : new(
        choice.Trial, choice.Trials, choice.Seconds, choice.BudgetSeconds, choice.Settings,
        choice.Recall, choice.Ndcg, choice.DefaultRecall, choice.DefaultNdcg, choice.Reason);
}
