namespace KDiffE.Infrastructure.Feedback;

/// <summary>What is counted apart, beside snapshots and canaries.</summary>
public enum OnlineGrouping
{
    /// <summary>The days of the answers.</summary>
    Day,

    /// <summary>Nothing more.</summary>
    Snapshot,

    /// <summary>What the items were ranked by.</summary>
    Source,

    /// <summary>What was asked.</summary>
    Endpoint,
}

/// <summary>Feedback on the answers of a snapshot.</summary>
/// <param name="Time">When the day began, or the first of the days.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Canary">Whether it answered as a canary.</param>
/// <param name="Source">What the items were ranked by, where that is counted apart.</param>
/// <param name="Endpoint">What was asked, where that is counted apart.</param>
/// <param name="Impressions">Pairs of answer and item that were shown.</param>
/// <param name="Clicks">Those that were clicked.</param>
/// <param name="Buys">Those that were bought.</param>
/// <param name="Items">Different items among them.</param>
/// <param name="SnapshotItems">How many items the snapshot ranks.</param>
public sealed record OnlineCount(
    DateTimeOffset Time, string SnapshotVersion, bool Canary, string? Source, string? Endpoint, long Impressions, long Clicks, long Buys, long Items, int SnapshotItems);
