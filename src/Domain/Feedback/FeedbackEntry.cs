namespace KDiffE.Domain.Feedback;

/// <summary>What became of one item of one answer.</summary>
/// <param name="Recommendation">The answer.</param>
/// <param name="ItemId">The item's external id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="OccurredAt">When.</param>
public sealed record FeedbackEntry(RecommendationId Recommendation, string ItemId, FeedbackKind Kind, DateTimeOffset OccurredAt);

/// <summary>What happened to an item that was recommended.</summary>
public enum FeedbackKind
{
    /// <summary>It was shown.</summary>
    Impression,

    /// <summary>It was opened.</summary>
    Click,

    /// <summary>It was bought, booked or played to the end: what the recommendation is for.</summary>
    Buy,
}
