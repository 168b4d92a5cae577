using KDiffE.Domain.Feedback;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>A ranking while its snapshot is held: rows, whose names are not looked up yet.</summary>
/// <param name="id">Names the answer, for feedback on it.</param>
/// <param name="served">The snapshot that answers.</param>
/// <param name="source">What the items are ranked by.</param>
/// <param name="top">The items, best first.</param>
/// <param name="next">Where the next page goes on; null when there is none.</param>
/// <param name="degraded">Whether what changed since may be missing.</param>
internal readonly ref struct Ranked(RecommendationId id, ServedSnapshot served, RecommendationSource source, ReadOnlySpan<ScoredItem> top, Cursor? next, bool degraded)
{
    /// <summary>Names the answer, for feedback on it.</summary>
    public RecommendationId Id { get; } = id;

    /// <summary>The snapshot that answers.</summary>
    public ServedSnapshot Served { get; } = served;

    /// <summary>What the items are ranked by.</summary>
    public RecommendationSource Source { get; } = source;

    /// <summary>The items, best first.</summary>
    public ReadOnlySpan<ScoredItem> Top { get; } = top;

    /// <summary>Where the next page goes on; null when there is none.</summary>
    public Cursor? Next { get; } = next;

    /// <summary>Whether what changed since may be missing.</summary>
    public bool Degraded { get; } = degraded;
}

/// <summary>Writes a ranking down.</summary>
internal interface IRankingWriter : IAsker
{
    /// <summary>Called once, when it is known.</summary>
    void Write(in Ranked ranked);
}
