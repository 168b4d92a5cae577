using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Training.Evaluation;

/// <summary>Writes a report with the cut in the names of its figures; reports are not read back.</summary>
internal sealed class RankingReportJsonConverter : JsonConverter<RankingReport>
{
    public override RankingReport Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Ranking reports are only written.");

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
