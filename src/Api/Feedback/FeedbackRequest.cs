using System.Text.Json.Serialization;
using KDiffE.Api.Http;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Feedback;

/// <summary>What became of recommended items.</summary>
/// <param name="Entries">At most 1,000.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FeedbackRequest(
    [property: Entries(1, FeedbackRequest.MaxEntries)] IReadOnlyList<FeedbackRequestEntry> Entries)
{
    /// <summary>The most entries of one request.</summary>
    internal const int MaxEntries = 1000;
}

/// <summary>What became of one item of one answer.</summary>
/// <param name="RecommendationId">The <c>recommendationId</c> of the answer, as it came.</param>
/// <param name="ItemId">The item's external id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="OccurredAt">When it happened; now unless given.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FeedbackRequestEntry(string RecommendationId, string ItemId, FeedbackKind Kind, DateTimeOffset? OccurredAt = null);
