namespace KDiffE.Serving;

/// <summary>Ranks the items of the snapshot that is served, in this process. Safe to use from many threads; each call sees one snapshot.</summary>
public interface IKDiffERanking
{
    /// <summary>The version that is ranked by; null until the first snapshot is loaded.</summary>
    string? Version { get; }

    /// <summary>
    /// What a user may like: by the model's scores, moved by what the user did since; of a user whom the model does not know by what
    /// the user did since alone; else the most popular items.
    /// </summary>
    /// <param name="user">The user's external id.</param>
    /// <param name="query">What is asked; null for the best 20 that the user has not seen.</param>
    /// <exception cref="RankingNotReadyException">No snapshot is loaded yet.</exception>
    RankedList ForUser(string user, RankedListQuery? query = null);

    /// <summary>What somebody may like who likes some items; the most popular items where none of them is known.</summary>
    /// <param name="items">External ids; unknown ones do not matter. They are not among the answer.</param>
    /// <param name="query">What is asked; null for the best 20.</param>
    /// <exception cref="RankingNotReadyException">No snapshot is loaded yet.</exception>
    RankedList ForItems(IReadOnlyCollection<string> items, RankedListQuery? query = null);

    /// <summary>The items that are most like one, by the cosine of their vectors.</summary>
    /// <param name="item">The item's external id; it is not among the answer.</param>
    /// <param name="query">What is asked; null for the best 20.</param>
    /// <returns>Null where the model does not know the item.</returns>
    /// <exception cref="RankingNotReadyException">No snapshot is loaded yet.</exception>
    RankedList? SimilarTo(string item, RankedListQuery? query = null);

    /// <summary>The items with the most interactions in training.</summary>
    /// <param name="query">What is asked; null for the best 20.</param>
    /// <exception cref="RankingNotReadyException">No snapshot is loaded yet.</exception>
    RankedList Popular(RankedListQuery? query = null);
}
