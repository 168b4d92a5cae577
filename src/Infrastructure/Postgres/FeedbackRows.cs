using KDiffE.Domain.Feedback;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>What became of one item of one answer; nothing of the person who was answered.</summary>
public sealed class FeedbackRow
{
    /// <summary>The text of the answer's id, from which the columns about the answer come.</summary>
    public required string RecommendationId { get; init; }

    /// <summary>The item's external id; the item itself may be gone.</summary>
    public required string ItemId { get; init; }

    /// <summary>What happened, in lower case in the database.</summary>
    public FeedbackKind Kind { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the answer was given.</summary>
    public DateTimeOffset RecommendedAt { get; init; }

    /// <summary>The snapshot that answered; it may be forgotten by now.</summary>
    public required string SnapshotVersion { get; init; }

    /// <summary>How many items that ranked.</summary>
    public int SnapshotItems { get; init; }

    /// <summary>Whether it answered as a canary.</summary>
    public bool Canary { get; init; }

    /// <summary>What the items were ranked by, in lower case in the database.</summary>
    public RecommendationSource Source { get; init; }

    /// <summary>What was asked, in lower case in the database.</summary>
    public RecommendationEndpoint Endpoint { get; init; }
}
