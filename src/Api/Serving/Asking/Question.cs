using KDiffE.Domain.Data;

namespace KDiffE.Api.Serving.Asking;

/// <summary>What somebody wants to have ranked, and how much of it.</summary>
/// <param name="Subject">For whom or what, in words that no other question has: a page and the next are of the same.</param>
/// <param name="N">How many items.</param>
/// <param name="Filter">Which items may be among them.</param>
/// <param name="IncludeSeen">Whether items are shown that whoever asks has seen.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
internal sealed record Question(string Subject, int N, ItemFilter Filter, bool IncludeSeen, Cursor? After)
{
    /// <summary>Tells this question from others.</summary>
    public ulong Key { get; } = StableHash.Of(Subject, StableHash.Of(string.Join('\0', Filter.Exclude), IncludeSeen ? 1UL : 0));
}
