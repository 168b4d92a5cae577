using KDiffE.Api.Http;
using KDiffE.Domain.Data;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Feedback;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Feedback;

/// <summary>Tells sound entries of feedback from others.</summary>
internal sealed class FeedbackReader(IOptions<FeedbackOptions> options, TimeProvider time)
{
    // Clocks of the devices that people use are wrong by minutes and more; none of them by days unless it was never set.
    private static readonly TimeSpan Skew = TimeSpan.FromDays(1);

    /// <summary>The entries that can be kept, and what is wrong with the others.</summary>
    public (IReadOnlyList<FeedbackEntry> Sound, IReadOnlyList<EntryError> Errors) Read(IReadOnlyList<FeedbackRequestEntry> entries)
    {
        var (sound, errors) = (new List<FeedbackEntry>(entries.Count), new List<EntryError>());
        var now = time.GetUtcNow();
        for (var index = 0; index < entries.Count; index++)
        {
            if (Read(entries[index], index, now, out var error) is { } entry)
                sound.Add(entry);
            else
                errors.Add(error!);
        }

        return (sound, errors);
    }

    private FeedbackEntry? Read(FeedbackRequestEntry entry, int index, DateTimeOffset now, out EntryError? error)
    {
        error = null;
        if (!RecommendationId.TryParse(entry.RecommendationId, out var id))
            error = new(index, "recommendationId", "It is none that an answer has, or not all of it.");
        else if (id.At > now + Skew)
            error = new(index, "recommendationId", $"It is of an answer of {id.At:yyyy-MM-dd}, which is to come.");
        else if (id.At < now - options.Value.Keep)
            error = new(index, "recommendationId", $"It is of an answer of {id.At:yyyy-MM-dd}; feedback is kept for {options.Value.Keep.TotalDays:0} days.");
        else if (WrongItem(entry.ItemId) is { } reason)
            error = new(index, "itemId", reason);
        else if (!Enum.IsDefined(entry.Kind))
            error = new(index, "kind", "There is no such kind.");
        else if (entry.OccurredAt < id.At - Skew)
            error = new(index, "occurredAt", "It is before the answer.");
        else if (entry.OccurredAt > now + Skew)
            error = new(index, "occurredAt", "It is to come.");
        return error is null ? new FeedbackEntry(id, entry.ItemId, entry.Kind, entry.OccurredAt ?? now) : null;
    }

    private static string? WrongItem(string id) =>
        id.Length == 0 ? "It is empty."
        : ExternalId.IsTooLong(id) ? $"It has more than {ExternalId.MaxCharacters} characters."
        : id.Contains('\0', StringComparison.Ordinal) ? "It has a character U+0000."
        : null;
}
