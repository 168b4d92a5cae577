using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;

namespace KDiffE.Api.Metrics;

/// <summary>
/// How well a snapshot, or the model of an epoch, ranked what was held out; recall and NDCG are those of the first 20. What
/// does not apply is null. The figures of further baselines follow under names like <c>easeRecall</c>.
/// </summary>
/// <param name="Time">When the snapshot was trained, or the epoch ended.</param>
/// <param name="SnapshotVersion">The snapshot; null for an epoch.</param>
/// <param name="Dataset">The data it was trained on.</param>
/// <param name="State">What it is used for.</param>
/// <param name="TrainingRunId">The run that made it.</param>
/// <param name="Epoch">The epoch, from 1; null for a snapshot.</param>
/// <param name="TestRecall">Recall on the test part.</param>
/// <param name="TestNdcg">NDCG on the test part.</param>
/// <param name="ValidRecall">Recall on the validation part.</param>
/// <param name="ValidNdcg">NDCG on the validation part.</param>
/// <param name="MostPopularRecall">Recall of the most popular items on the test part.</param>
/// <param name="MostPopularNdcg">NDCG of the most popular items on the test part.</param>
/// <param name="LightGcnRecall">Recall of LightGCN with its default settings on the test part; null where the run did not train one.</param>
/// <param name="LightGcnNdcg">Its NDCG.</param>
/// <param name="Passed">Whether the quality gate let it be served.</param>
/// <param name="ActiveVersion">The snapshot that the gate compared it with.</param>
/// <param name="ComparedRecall">Its recall on the interactions of that comparison.</param>
/// <param name="ComparedNdcg">Its NDCG on them.</param>
/// <param name="ActiveRecall">The recall of the snapshot that was active, on the same ones.</param>
/// <param name="ActiveNdcg">Its NDCG on them.</param>
/// <param name="Loss">The mean loss of an epoch.</param>
/// <param name="RankingLoss">The part of it that is the ranking's.</param>
/// <param name="ContrastiveLoss">The part that is the contrastive one's.</param>
/// <param name="DiffusionLoss">The loss of the diffusions.</param>
/// <param name="Seconds">How long the epoch took.</param>
public sealed record OfflineMetricsRow(
    DateTimeOffset Time, string? SnapshotVersion, string? Dataset, SnapshotState? State, long? TrainingRunId, int? Epoch,
    double? TestRecall, double? TestNdcg, double? ValidRecall, double? ValidNdcg, double? MostPopularRecall, double? MostPopularNdcg,
    double? LightGcnRecall, double? LightGcnNdcg,
    bool? Passed, string? ActiveVersion, double? ComparedRecall, double? ComparedNdcg, double? ActiveRecall, double? ActiveNdcg,
    double? Loss, double? RankingLoss, double? ContrastiveLoss, double? DiffusionLoss, double? Seconds)
{
    private const string Recall = ".recall@20";
    private const string Ndcg = ".ndcg@20";

    private static readonly string[] Columns = ["test", "valid", "most_popular", "light_gcn"];

    /// <summary>The figures of further baselines.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Baselines { get; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    internal static OfflineMetricsRow Of(CatalogedSnapshot snapshot)
    {
        var metrics = snapshot.Metadata.Metrics;
        var compared = snapshot.Verdict?.Comparison;
        var row = new OfflineMetricsRow(
            snapshot.CreatedAt, snapshot.Version, snapshot.Metadata.Dataset, snapshot.State, snapshot.TrainingRunId, Epoch: null,
            Figure("test" + Recall), Figure("test" + Ndcg), Figure("valid" + Recall), Figure("valid" + Ndcg), Figure("most_popular" + Recall), Figure("most_popular" + Ndcg),
            Figure("light_gcn" + Recall), Figure("light_gcn" + Ndcg),
            snapshot.Verdict?.Passed, compared?.Version, compared?.Candidate.Recall, compared?.Candidate.Ndcg, compared?.Active.Recall, compared?.Active.Ndcg,
            Loss: null, RankingLoss: null, ContrastiveLoss: null, DiffusionLoss: null, Seconds: null);
        row.AddBaselines(metrics);
        return row;

        double? Figure(string name) => metrics.TryGetValue(name, out var value) ? value : null;
    }

    internal static OfflineMetricsRow Of(EpochFigures epoch)
    {
        using var json = JsonDocument.Parse(epoch.Metrics);
        var (metrics, valid) = (json.RootElement, Member(json.RootElement, "valid"));
        return new(
            epoch.RecordedAt, SnapshotVersion: null, Dataset: null, State: null, epoch.RunId, epoch.Epoch,
            TestRecall: null, TestNdcg: null, Number(valid, "recall@20"), Number(valid, "ndcg@20"), MostPopularRecall: null, MostPopularNdcg: null, LightGcnRecall: null, LightGcnNdcg: null,
            Passed: null, ActiveVersion: null, ComparedRecall: null, ComparedNdcg: null, ActiveRecall: null, ActiveNdcg: null,
            Number(metrics, "loss"), Number(metrics, "bpr"), Number(metrics, "contrastive"), Number(metrics, "diffusion"), epoch.Seconds);
    }

    private void AddBaselines(IReadOnlyDictionary<string, double> metrics)
    {
        foreach (var (name, value) in metrics)
        {
            var (suffix, column) = name.EndsWith(Recall, StringComparison.Ordinal) ? (Recall, "Recall") : name.EndsWith(Ndcg, StringComparison.Ordinal) ? (Ndcg, "Ndcg") : ("", "");
            if (suffix.Length > 0 && name[..^suffix.Length] is var baseline && !Columns.Contains(baseline))
                Baselines[Camel(baseline) + column] = JsonElement.Parse(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    // item_knn is itemKnn.
    private static string Camel(string name) =>
        string.Concat(name.Split('_', '-', '.').Select((word, k) => k == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static double? Number(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
