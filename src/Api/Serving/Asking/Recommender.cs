using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>
/// Answers what items there are for whom. A question goes one way: who asks (<see cref="Taste"/>), what may be shown
/// (<see cref="ItemFilter"/>), what ranks it (<see cref="Ranker"/>), a page of it.
/// </summary>
internal sealed class Recommender(SnapshotHolder snapshots)
{
    // Answers are as of the database as it was this long ago at most, or say that they may not be.
    private static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(5);

    /// <summary>What a user may like.</summary>
    /// <exception cref="CursorGoneException">The page before is of a snapshot that is not served any more.</exception>
    public async ValueTask<Page> ForUserAsync(string user, Question question, CancellationToken cancellationToken)
    {
        using var served = Acquire(question, user);
        var taste = await Taste.OfUserAsync(served, user, question.After?.AsOf, cancellationToken);
        return Answer(served, taste, Of(served, taste, question), question);
    }

    /// <summary>What somebody may like who likes some items; nothing of it is kept.</summary>
    /// <inheritdoc cref="ForUserAsync"/>
    public Page ForItems(IReadOnlyDictionary<string, float> items, Question question, out IReadOnlyList<string> unknown)
    {
        using var served = Acquire(question);
        var live = served.Live.Items;
        unknown = [.. items.Keys.Where(id => !live.TryGetRow(id, out _))];
        WeightedItem[] rows =
        [
            .. items.Where(item => live.TryGetRow(item.Key, out _))
                .Select(item => new WeightedItem(live.TryGetRow(item.Key, out var row) ? row : -1, item.Value)).OrderBy(item => item.Item),
        ];
        var taste = Taste.OfItems(served, rows);
        return Answer(served, taste, Of(served, taste, question), question);
    }

    /// <summary>What is popular, without what a user has seen.</summary>
    /// <inheritdoc cref="ForUserAsync"/>
    public async ValueTask<Page> PopularAsync(string? user, Question question, CancellationToken cancellationToken)
    {
        using var served = Acquire(question);
        return Answer(served, await OfAsync(served, user, cancellationToken), new Ranker.ByPopularity(PopularityOf(served, question)), question);
    }

    /// <summary>What has come last, without what a user has seen.</summary>
    /// <inheritdoc cref="ForUserAsync"/>
    public async ValueTask<Page> LatestAsync(string? user, Question question, CancellationToken cancellationToken)
    {
        using var served = Acquire(question);
        return Answer(served, await OfAsync(served, user, cancellationToken), new Ranker.ByAge(served.Live.Items), question);
    }

    /// <summary>What is like an item, without it and without what a user has seen.</summary>
    /// <returns>Null where the snapshot does not know the item.</returns>
    /// <inheritdoc cref="ForUserAsync"/>
    public async ValueTask<Page?> SimilarAsync(string item, string? user, Question question, CancellationToken cancellationToken)
    {
        using var served = Acquire(question);
        if (!served.Snapshot.TryGetItem(item, out var row))
            return null;
        var taste = await OfAsync(served, user, cancellationToken);
        return Answer(served, taste, new Ranker.ByLikeness(served.Ranking, row), question with { Filter = question.Filter.Without(item) });
    }

    private static ValueTask<Taste> OfAsync(ServedSnapshot served, string? user, CancellationToken cancellationToken) =>
        user is null ? new(Taste.Unknown) : Taste.OfUserAsync(served, user, asOf: null, cancellationToken);

    private static LivePopularity PopularityOf(ServedSnapshot served, Question question) =>
        served.Live.Popularity is var now && question.After is { } after ? now.Find(after.Popularity) ?? now : now;

    // What the page before was ranked by ranks the next, whatever is known of the user by now.
    private static Ranker Of(ServedSnapshot served, Taste taste, Question question) =>
        question.After is { Source: RankingSource.Popular }
            ? new Ranker.ByPopularity(PopularityOf(served, question))
            : Ranker.Of(served, taste, PopularityOf(served, question));

    private ServedSnapshot Acquire(Question question, string? user = null)
    {
        if (question.After is not { } after)
            return snapshots.Acquire(user);
        return snapshots.TryAcquire(after.Version) ?? throw new CursorGoneException(after.Version);
    }

    private Page Answer(ServedSnapshot served, Taste taste, Ranker ranker, Question question)
    {
        var items = served.Live.Items;
        var allowed = items.Rent();
        try
        {
            question.Filter.Select(items, question.IncludeSeen ? null : taste, allowed);
            var top = new ScoredItem[question.N];
            var found = ranker.Find(allowed, After(items, question.After), top);
            return new Page(
                served.Version, ranker.Source, Describe(items, ranker, top.AsSpan(0, found)),
                found < top.Length ? null : Next(served, taste, ranker, question, top[^1]),
                snapshots.Degraded || taste.IsDegraded || served.Live.Age > LongestAge);
        }
        finally
        {
            items.Return(allowed);
        }
    }

    // Of an item that is gone since, the score alone says where it stood.
    private static ScoredItem? After(LiveItems items, Cursor? after) =>
        after is null ? null : new ScoredItem(items.TryGetRow(after.Item, out var row) ? row : int.MaxValue, after.Score);

    private static Cursor Next(ServedSnapshot served, Taste taste, Ranker ranker, Question question, ScoredItem last) => new(
        served.Version, question.Key, ranker.Source, ranker is Ranker.ByPopularity popular ? popular.Popularity.Version : 0,
        question.After?.AsOf ?? taste.WrittenAt, last.Score, served.Live.Items.Id(last.Item));

    private static RankedItem[] Describe(LiveItems items, Ranker ranker, ReadOnlySpan<ScoredItem> top)
    {
        var described = new RankedItem[top.Length];
        for (var i = 0; i < described.Length; i++)
        {
            described[i] = new RankedItem(
                items.Id(top[i].Item), items.Name(top[i].Item), ranker.Source == RankingSource.Latest ? null : top[i].Score, ranker.Source);
        }

        return described;
    }
}
