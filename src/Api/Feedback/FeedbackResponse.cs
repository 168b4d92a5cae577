using KDiffE.Api.Http;

namespace KDiffE.Api.Feedback;

/// <summary>What was kept of the feedback.</summary>
/// <param name="Accepted">Entries that were not known before.</param>
/// <param name="Repeated">Entries that were: the same answer, item and kind.</param>
/// <param name="Refused">Entries that are not sound.</param>
/// <param name="Errors">What is wrong with each of those.</param>
public sealed record FeedbackResponse(int Accepted, int Repeated, int Refused, IReadOnlyList<EntryError> Errors);
