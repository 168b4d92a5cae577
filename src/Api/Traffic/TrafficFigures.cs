using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Traffic;

/// <summary>Rankings that were answered, by what they were ranked by; a batch is as many as it has users.</summary>
/// <param name="Model">By the trained embeddings.</param>
/// <param name="FoldIn">By the model, applied to what it has not learnt.</param>
/// <param name="Popular">By what many liked of late.</param>
/// <param name="Latest">By how new they are.</param>
/// <param name="Graph">By the knowledge graph.</param>
public sealed record AnswerCounts(long Model, [property: JsonPropertyName("fold_in")] long FoldIn, long Popular, long Latest, long Graph)
{
    /// <summary>Those of both.</summary>
    public static AnswerCounts operator +(AnswerCounts left, AnswerCounts right) => new(
        left.Model + right.Model, left.FoldIn + right.FoldIn, left.Popular + right.Popular, left.Latest + right.Latest, left.Graph + right.Graph);
}

/// <summary>What was asked of one process in the last minute, or of several: in counts, which add up.</summary>
/// <param name="Errors">Requests for rankings that were answered with a status from 500 on.</param>
/// <param name="Answers">Rankings by what they were ranked by.</param>
/// <param name="Latencies">All requests for rankings, by the bucket of their latency.</param>
internal sealed record TrafficFigures(long Errors, AnswerCounts Answers, long[] Latencies)
{
    /// <summary>How many seconds they are of.</summary>
    internal const int Seconds = 60;

    /// <summary>Requests in a second.</summary>
    internal double RequestsPerSecond => Round((double)Latencies.Sum() / Seconds);

    /// <summary>Those of them that failed.</summary>
    internal double ErrorsPerSecond => Round((double)Errors / Seconds);

    /// <summary>What both answered.</summary>
    public static TrafficFigures operator +(TrafficFigures left, TrafficFigures right) => new(
        left.Errors + right.Errors, left.Answers + right.Answers, [.. left.Latencies.Zip(right.Latencies, (a, b) => a + b)]);

    /// <summary>What a node told; null where it told nothing, or counts otherwise than this version.</summary>
    internal static TrafficFigures? Parse(string? told)
    {
        try
        {
            return told is not null && JsonSerializer.Deserialize(told, TrafficJson.Default.TrafficFigures) is { Answers: not null, Latencies.Length: LatencyBuckets.Count } figures
                ? figures
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What another node reads with <see cref="Parse"/>.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, TrafficJson.Default.TrafficFigures);

    /// <summary>The latency that a share of the requests did not exceed, in milliseconds; null where there were none.</summary>
    internal double? Quantile(double share) => LatencyBuckets.Quantile(Latencies, share) is { } seconds ? Round(seconds * 1000) : null;

    private static double Round(double value) => Math.Round(value, 3);
}
