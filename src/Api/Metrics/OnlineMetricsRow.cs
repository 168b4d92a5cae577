using KDiffE.Domain.Feedback;
using KDiffE.Domain.Metrics;
using KDiffE.Infrastructure.Feedback;

namespace KDiffE.Api.Metrics;

/// <summary>How the answers of a snapshot did with the people who got them. Every share has the 95 % interval of Wilson.</summary>
/// <param name="Time">When the day began; the first of the days where days are not counted apart.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Canary">Whether it answered as a canary.</param>
/// <param name="Source">What the items were ranked by; null unless that is counted apart.</param>
/// <param name="Endpoint">What was asked; null unless that is counted apart.</param>
/// <param name="Impressions">Pairs of answer and item that were shown; those that were clicked or bought were, told or not.</param>
/// <param name="Clicks">Those that were clicked.</param>
/// <param name="Buys">Those that were bought.</param>
/// <param name="Ctr">Clicks by impressions.</param>
/// <param name="CtrLow">What the true rate is hardly below.</param>
/// <param name="CtrHigh">What the true rate is hardly above.</param>
/// <param name="Conversion">Buys by impressions.</param>
/// <param name="ConversionLow">What the true rate is hardly below.</param>
/// <param name="ConversionHigh">What the true rate is hardly above.</param>
/// <param name="Items">Different items that were shown.</param>
/// <param name="Coverage">Those as a share of the items that the snapshot ranks; null where it ranks none.</param>
public sealed record OnlineMetricsRow(
    DateTimeOffset Time, string SnapshotVersion, bool Canary, RecommendationSource? Source, RecommendationEndpoint? Endpoint,
    long Impressions, long Clicks, long Buys,
    double Ctr, double CtrLow, double CtrHigh,
    double Conversion, double ConversionLow, double ConversionHigh,
    long Items, double? Coverage)
{
    internal static OnlineMetricsRow Of(OnlineCount count)
    {
        var (ctr, conversion) = (Proportion.Of(count.Clicks, count.Impressions), Proportion.Of(count.Buys, count.Impressions));
        return new(
            count.Time, count.SnapshotVersion, count.Canary, Parse<RecommendationSource>(count.Source), Parse<RecommendationEndpoint>(count.Endpoint),
            count.Impressions, count.Clicks, count.Buys,
            ctr.Value, ctr.Low, ctr.High,
            conversion.Value, conversion.Low, conversion.High,
            count.Items, count.SnapshotItems == 0 ? null : Math.Min((double)count.Items / count.SnapshotItems, 1));
    }

    private static T? Parse<T>(string? name) where T : struct, Enum => name is null ? null : Enum.Parse<T>(name, ignoreCase: true);
}
