using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Ranking;

/// <summary>The rankings that a snapshot serves; valid as long as the snapshot is.</summary>
public sealed class SnapshotRanking
{
    private readonly ITopItems _byScore;
    private readonly ITopItems _byCosine;
    private readonly PopularItems _popular;

    /// <summary>Prepares the rankings of a snapshot, which stays the caller's to dispose.</summary>
    public SnapshotRanking(Snapshot snapshot)
    {
        Snapshot = snapshot;
        _byScore = ExactTopItems.ByDotProduct(snapshot.ItemEmbeddings, snapshot.Dim);
        _byCosine = ExactTopItems.ByCosine(snapshot.ItemEmbeddings, snapshot.Dim);
        _popular = new PopularItems(snapshot.Popularity);
    }

    /// <summary>Whose rankings these are.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>Whether the model has learnt anything of a user; one of whom it has not has a row of zeros, and no scores.</summary>
    public bool Knows(int user) => Snapshot.UserEmbedding(user).ContainsAnyExcept(0f);

    /// <summary>The items with the highest score for a user, without those the user has seen.</summary>
    /// <returns>How many of <paramref name="top"/> were filled, best first.</returns>
    public int ForUser(int user, Span<ScoredItem> top) =>
        _byScore.Find(Snapshot.UserEmbedding(user), Snapshot.Seen(user), top);

    /// <summary>The items whose embeddings point most nearly the same way, without the item itself.</summary>
    /// <inheritdoc cref="ForUser"/>
    public int SimilarTo(int item, Span<ScoredItem> top) =>
        _byCosine.Find(Snapshot.ItemEmbedding(item), new ReadOnlySpan<int>(in item), top);

    /// <summary>The items with the most interactions.</summary>
    /// <inheritdoc cref="ForUser"/>
    public int Popular(Span<ScoredItem> top) => _popular.Find([], top);

    /// <summary>The items with the most interactions, without those a user has seen.</summary>
    /// <inheritdoc cref="ForUser"/>
    public int PopularFor(int user, Span<ScoredItem> top) => _popular.Find(Snapshot.Seen(user), top);
}
