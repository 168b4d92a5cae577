using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Training.Evaluation;

/// <summary>Writes a report with the cut in the names of its figures, and reads it back.</summary>
internal sealed class RankingReportJsonConverter : JsonConverter<RankingReport>
{
    private const string Recall = "recall@";

    public override RankingReport Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var report = document.RootElement;
        var k = Cut(report);
        return new RankingReport(
            k, Member(report, "users").GetInt32(), Figure(report, "recall"), Figure(report, "ndcg"), Figure(report, "precision"),
            Figure(report, "hit"), Figure(report, "coverage"),
            [.. Member(report, "by_item_bucket").EnumerateObject().Select(bucket => new ItemBucket(
                bucket.Name, Member(bucket.Value, "rows").GetInt32(), Figure(bucket.Value, "recall")))],
            [.. Member(report, "by_user_bucket").EnumerateObject().Select(bucket => new UserBucket(
                bucket.Name, Member(bucket.Value, "users").GetInt32(), Figure(bucket.Value, "recall"), Figure(bucket.Value, "ndcg")))])
        {
            ColdAlone = report.TryGetProperty($"cold_alone@{k}", out var coldAlone) ? coldAlone.GetDouble() : null,
        };

        double Figure(JsonElement of, string name) => Member(of, $"{name}@{k}").GetDouble();

        static JsonElement Member(JsonElement of, string name) =>
            of.TryGetProperty(name, out var value) ? value : throw new JsonException($"A ranking report has no '{name}'.");

        static int Cut(JsonElement report) => report.EnumerateObject()
            .Where(figure => figure.Name.StartsWith(Recall, StringComparison.Ordinal))
            .Select(figure => int.TryParse(figure.Name.AsSpan(Recall.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var cut) ? cut : 0)
            .FirstOrDefault(cut => cut > 0) is var found and > 0 ? found : throw new JsonException("A ranking report has no 'recall@k'.");
    }

    public override void Write(Utf8JsonWriter writer, RankingReport value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("users", value.Users);
        writer.WriteNumber($"recall@{value.K}", value.Recall);
        writer.WriteNumber($"ndcg@{value.K}", value.Ndcg);
        writer.WriteNumber($"precision@{value.K}", value.Precision);
        writer.WriteNumber($"hit@{value.K}", value.HitRate);
        writer.WriteNumber($"coverage@{value.K}", value.Coverage);
        if (value.ColdAlone is { } coldAlone)
            writer.WriteNumber($"cold_alone@{value.K}", coldAlone);
        writer.WriteStartObject("by_item_bucket");
        foreach (var bucket in value.ByItemBucket)
        {
            writer.WriteStartObject(bucket.Interactions);
            writer.WriteNumber("rows", bucket.Rows);
            writer.WriteNumber($"recall@{value.K}", bucket.Recall);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("by_user_bucket");
        foreach (var bucket in value.ByUserBucket)
        {
            writer.WriteStartObject(bucket.Interactions);
            writer.WriteNumber("users", bucket.Users);
            writer.WriteNumber($"recall@{value.K}", bucket.Recall);
            writer.WriteNumber($"ndcg@{value.K}", bucket.Ndcg);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
