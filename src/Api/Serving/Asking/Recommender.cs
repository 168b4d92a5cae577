using System.Diagnostics;
using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Feedback;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>
/// Answers what items there are for whom. A question goes one way: who asks (<see cref="UserTaste"/>), what may be shown
/// (<see cref="RankingFilter"/>), what ranks it (<see cref="Ranker"/>), a page of it.
/// </summary>
internal sealed class Recommender(SnapshotHolder snapshots, ScanTurns turns, ServingMeter meter, TimeProvider time)
{
    // Answers are as of the database as it was this long ago at most, or say that they may not be.
    private static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(5);

    private const int CandidatesPerItem = 10;
    private const int LeastCandidates = 100;
    private const int MostCandidates = 1_000;

    /// <summary>What a user may like.</summary>
    /// <exception cref="CursorGoneException">The page before is of a snapshot that is not served any more.</exception>
    /// <exception cref="CatalogUnknownException">The question is about categories or attributes, and the database was never there to ask.</exception>
    /// <exception cref="ScansBusyException">As many rankings wait to be scanned for as may.</exception>
    public async ValueTask<Page> ForUserAsync(string user, Question question, CancellationToken cancellationToken)
    {
        using var served = Acquire(question, user);
        return await PageForUserAsync(served, user, question, cancellationToken);
    }

    /// <summary>The same for who may not want it.</summary>
    /// <returns>Null where it is not wanted.</returns>
    /// <inheritdoc cref="ForUserAsync(string, Question, CancellationToken)"/>
    public async ValueTask<Page?> ForUserAsync(string user, Question question, IAsker asker, CancellationToken cancellationToken)
    {
        using var served = Acquire(question, user);
        var taste = await UserTaste.OfUserAsync(served, user, question.After, cancellationToken);
        var (ranker, degraded) = (Of(served, taste, question), IsDegraded(served, taste));
        if (!asker.Wants(TagOf(served, taste, ranker, question, degraded), served.Snapshot.Items))
            return null;
        using var turn = await turns.TakeAsync(served.Ranking, cancellationToken);
        return Answer(served, taste, ranker, question, degraded);
    }

    /// <summary>The same for who writes it down at once, while its snapshot is held.</summary>
    /// <inheritdoc cref="ForUserAsync(string, Question, CancellationToken)"/>
    public async ValueTask WriteForUserAsync(string user, Question question, IRankingWriter writer, CancellationToken cancellationToken)
    {
        using var served = Acquire(question, user);
        var taste = await UserTaste.OfUserAsync(served, user, question.After, cancellationToken);
        var (ranker, degraded) = (Of(served, taste, question), IsDegraded(served, taste));
        if (!writer.Wants(TagOf(served, taste, ranker, question, degraded), served.Snapshot.Items))
            return;
        using var turn = await turns.TakeAsync(served.Ranking, cancellationToken);
        Write(served, taste, ranker, question, degraded, writer);
    }

    /// <summary>What a user would like by a snapshot that may not be served.</summary>
    /// <param name="served">The snapshot; it stays the caller's.</param>
    /// <param name="user">The user's external id.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    /// <exception cref="CursorGoneException">The page before is of another snapshot.</exception>
    /// <exception cref="CatalogUnknownException">The question is about categories or attributes, and the database was never there to ask.</exception>
    public ValueTask<Page> PreviewAsync(ServedSnapshot served, string user, Question question, CancellationToken cancellationToken)
    {
        if (question.After is { } after && after.Version != served.Version)
            throw new CursorGoneException(after.Version);
        return LacksCatalog(served, question) ? throw new CatalogUnknownException() : PageForUserAsync(served, user, question, cancellationToken);
    }

    /// <summary>What somebody may like who likes some items; nothing of it is kept.</summary>
    /// <param name="likes">Weights above 0 by external id.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    /// <returns>The page, and which of the items are unknown.</returns>
    /// <inheritdoc cref="ForUserAsync(string, Question, CancellationToken)"/>
    public async ValueTask<(Page Page, IReadOnlyList<string> Unknown)> ForItemsAsync(
        IReadOnlyDictionary<string, float> likes, Question question, CancellationToken cancellationToken)
    {
        using var served = Acquire(question);
        var (rows, unknown) = Rows(served.Live.Items, likes);
        var taste = UserTaste.OfItems(served, rows);
        using var turn = await turns.TakeAsync(served.Ranking, cancellationToken);
        return (Answer(served, taste, Of(served, taste, question), question, IsDegraded(served, taste)), unknown);
    }

    /// <summary>Ranks given items for a user, or for somebody who likes some items.</summary>
    /// <param name="user">The user; null for somebody of whom <paramref name="likes"/> is all that is known.</param>
    /// <param name="likes">Weights above 0 by external id.</param>
    /// <param name="candidates">External ids of the items to rank.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    /// <returns>The page, and what of the items is not in it, and why.</returns>
    public async ValueTask<(Page Page, IReadOnlyList<LeftOutItem> LeftOut)> RankAsync(
        string? user, IReadOnlyDictionary<string, float> likes, IReadOnlyCollection<string> candidates, Question question, CancellationToken cancellationToken)
    {
        using var served = Acquire(question, user);
        var items = served.Live.Items;
        var taste = user is null ? UserTaste.OfItems(served, Rows(items, likes).Rows) : await UserTaste.OfUserAsync(served, user, after: null, cancellationToken);
        var ranker = Ranker.Of(served, taste, served.Live.Popularity);
        var allowed = items.Rent();
        try
        {
            question.Filter.Select(items, question.IncludeSeen ? null : taste, allowed);
            var (ranked, leftOut) = (new List<ScoredItem>(candidates.Count), new List<LeftOutItem>());
            foreach (var id in candidates)
            {
                if (!items.TryFind(id, out var row))
                    leftOut.Add(new LeftOutItem(id, LeftOutReason.Unknown));
                else if (!allowed[row])
                    leftOut.Add(new LeftOutItem(id, items.Available[row] ? LeftOutReason.Filtered : LeftOutReason.Unavailable));
                else if (ranker.Score(row) is not { } score)
                    leftOut.Add(new LeftOutItem(id, LeftOutReason.Untrained));
                else
                    ranked.Add(new ScoredItem(row, score));
            }

            ranked.Sort((a, b) => (b.Score, a.Item).CompareTo((a.Score, b.Item)));
            return (PageOf(served, taste, ranker, question, IsDegraded(served, taste), ranked.ToArray(), next: null), leftOut);
        }
        finally
        {
            items.Return(allowed);
        }
    }

    /// <summary>Users who like what a user likes, by the cosine of their vectors, without the user.</summary>
    /// <returns>The snapshot's version and the users; null where nothing is known of what the user likes, or the answer is not wanted.</returns>
    public async ValueTask<(string Version, IReadOnlyList<RankedUser> Users, bool Degraded)?> SimilarUsersAsync(
        string user, int n, IAsker asker, CancellationToken cancellationToken)
    {
        using var served = snapshots.Acquire(user);
        var taste = await UserTaste.OfUserAsync(served, user, after: null, cancellationToken);
        var degraded = IsDegraded(served, taste);
        if (taste.Vector.IsEmpty || !asker.Wants(degraded ? null : AnswerTag.OfSimilarUsers(served, taste, user, n), served.Snapshot.Items))
            return null;
        using var turn = await turns.TakeAsync(served.Ranking, cancellationToken);
        var snapshot = served.Snapshot;
        var found = new List<RankedUser>(n);
        var top = new ScoredItem[n];
        ScoredItem? last = null;
        for (var count = n; count == n && found.Count < n;)
        {
            count = served.Ranking.UsersByCosine.Find(taste.Vector.Span, allowed: null, last, top);
            foreach (var other in top.AsSpan(0, count))
            {
                last = other;
                var id = snapshot.UserId(other.Item);
                if (found.Count < n && id != user && served.Ranking.Knows(other.Item) && !served.Live.Users.IsErased(id))
                    found.Add(new RankedUser(id, other.Score));
            }
        }

        return (served.Version, found, degraded);
    }

    /// <summary>What is popular, without what a user has seen.</summary>
    /// <inheritdoc cref="ForUserAsync(string, Question, IAsker, CancellationToken)"/>
    public async ValueTask<Page?> PopularAsync(string? user, Question question, IAsker asker, CancellationToken cancellationToken)
    {
        using var served = Acquire(question);
        return Answer(served, await OfAsync(served, user, cancellationToken), new Ranker.ByPopularity(PopularityOf(served, question)), question, asker);
    }

    /// <summary>What has come last, without what a user has seen.</summary>
    /// <inheritdoc cref="ForUserAsync(string, Question, IAsker, CancellationToken)"/>
    public async ValueTask<Page?> LatestAsync(string? user, Question question, IAsker asker, CancellationToken cancellationToken)
    {
        using var served = Acquire(question);
        return Answer(served, await OfAsync(served, user, cancellationToken), new Ranker.ByAge(served.Live.Items), question, asker);
    }

    /// <summary>What is like an item, without it and without what a user has seen.</summary>
    /// <param name="item">The item's external id.</param>
    /// <param name="user">The user; null for nobody.</param>
    /// <param name="byGraph">Whether items are alike by the knowledge graph, and not by their embeddings.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="asker">Who may not want the answer.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    /// <returns>Null where the item is unknown, or the model has not learnt it, or the answer is not wanted.</returns>
    /// <exception cref="CatalogUnknownException">The knowledge graph is asked for and was not read yet.</exception>
    /// <inheritdoc cref="ForUserAsync(string, Question, CancellationToken)"/>
    public async ValueTask<Page?> SimilarAsync(string item, string? user, bool byGraph, Question question, IAsker asker, CancellationToken cancellationToken)
    {
        using var served = Acquire(question);
        var items = served.Live.Items;
        if (!items.TryFind(item, out var row) || !(byGraph || items.IsTrained(row)))
            return null;
        Ranker ranker = byGraph
            ? new Ranker.ByGraph(served.Live.Facts ?? throw new CatalogUnknownException(), row)
            : new Ranker.ByLikeness(served.Ranking, row);
        var taste = await OfAsync(served, user, cancellationToken);
        var degraded = IsDegraded(served, taste);
        if (!asker.Wants(TagOf(served, taste, ranker, question, degraded), served.Snapshot.Items))
            return null;
        using var turn = await turns.TakeAsync(served.Ranking, cancellationToken);
        return Answer(served, taste, ranker, question, degraded, itself: row);
    }

    private static ValueTask<UserTaste> OfAsync(ServedSnapshot served, string? user, CancellationToken cancellationToken) =>
        user is null ? new(UserTaste.Unknown) : UserTaste.OfUserAsync(served, user, after: null, cancellationToken);

    private static LivePopularity PopularityOf(ServedSnapshot served, Question question) =>
        served.Live.Popularity is var now && question.After is { } after ? now.Find(after.Popularity) ?? now : now;

    // What the page before was ranked by ranks the next, whatever is known of the user by now.
    private static Ranker Of(ServedSnapshot served, UserTaste taste, Question question) =>
        question.After is { Source: RecommendationSource.Popular }
            ? new Ranker.ByPopularity(PopularityOf(served, question))
            : Ranker.Of(served, taste, PopularityOf(served, question));

    private async ValueTask<Page> PageForUserAsync(ServedSnapshot served, string user, Question question, CancellationToken cancellationToken)
    {
        var taste = await UserTaste.OfUserAsync(served, user, question.After, cancellationToken);
        using var turn = await turns.TakeAsync(served.Ranking, cancellationToken);
        return Answer(served, taste, Of(served, taste, question), question, IsDegraded(served, taste));
    }

    private static bool LacksCatalog(ServedSnapshot served, Question question) => question.Filter.NeedsCatalog && !served.Live.IsLoaded;

    private ServedSnapshot Acquire(Question question, string? user = null)
    {
        var served = question.After is { } after
            ? snapshots.TryAcquire(after.Version) ?? throw (snapshots.IsAway ? new NoSnapshotException(snapshots.WhyNotReady) : new CursorGoneException(after.Version))
            : snapshots.Acquire(user);
        if (!LacksCatalog(served, question))
            return served;
        served.Dispose();
        throw new CatalogUnknownException();
    }

    // Of what is ordered already, nothing is scanned.
    private Page? Answer(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, IAsker asker)
    {
        var degraded = IsDegraded(served, taste);
        return asker.Wants(TagOf(served, taste, ranker, question, degraded), scanned: 0) ? Answer(served, taste, ranker, question, degraded) : null;
    }

    private Page Answer(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, bool degraded, int? itself = null)
    {
        Span<ScoredItem> top = stackalloc ScoredItem[question.N];
        var found = Find(served, taste, ranker, question, itself, top);
        return PageOf(served, taste, ranker, question, degraded, found, NextOf(served, taste, ranker, question, found));
    }

    private void Write(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, bool degraded, IRankingWriter writer)
    {
        Span<ScoredItem> top = stackalloc ScoredItem[question.N];
        var found = Find(served, taste, ranker, question, itself: null, top);
        Count(question, taste, ranker);
        writer.Write(new Ranked(
            NewId(served, ranker, question), served, ranker.Source, found, NextOf(served, taste, ranker, question, found), degraded));
    }

    private ReadOnlySpan<ScoredItem> Find(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, int? itself, Span<ScoredItem> top)
    {
        var items = served.Live.Items;
        var allowed = items.Rent();
        try
        {
            question.Filter.Select(items, question.IncludeSeen ? null : taste, allowed);
            if (itself is { } row)
                allowed[row] = false;
            var start = Stopwatch.GetTimestamp();
            var found = question.IsChoice ? Choose(served, ranker, question, allowed, top) : ranker.Find(allowed, After(items, question.After), top);
            Measure(question, start);
            return top[..found];
        }
        finally
        {
            items.Return(allowed);
        }
    }

    // A list that is to be varied is chosen from more than it shows; more than a thousand change nothing that anybody would see.
    private static int Choose(ServedSnapshot served, Ranker ranker, Question question, ItemMask allowed, Span<ScoredItem> chosen)
    {
        var items = served.Live.Items;
        var candidates = new ScoredItem[Math.Clamp(CandidatesPerItem * question.N, LeastCandidates, MostCandidates)];
        var found = candidates.AsSpan(0, ranker.Find(allowed, after: null, candidates));
        CategoryCap? cap = question.MaxPerCategory is { } most ? items.CapOf(most) : null;
        if (question.Diversity == 0)
            return Diversity.ByCategory(found, cap!.Value, chosen);
        // Of what is not trained nobody knows how it is unlike others.
        ScoredItem[] trained = [.. candidates[..found.Length].Where(candidate => items.IsTrained(candidate.Item))];
        return Diversity.ByMarginalRelevance(trained, served.Snapshot.ItemEmbeddings.Span, served.Snapshot.Dim, (float)(1 - question.Diversity), chosen, cap, served.Snapshot.Parts.Own);
    }

    private Page PageOf(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, bool degraded, ReadOnlySpan<ScoredItem> top, Cursor? next)
    {
        Count(question, taste, ranker);
        return new(
            NewId(served, ranker, question), served.Version, ranker.Source, Describe(served, taste, ranker, question, top), next, degraded);
    }

    private RecommendationId NewId(ServedSnapshot served, Ranker ranker, Question question) => RecommendationId.New(
        served.Version, served.Snapshot.Items, IsCanary(served), ranker.Source, question.Endpoint, time.GetUtcNow());

    private bool IsCanary(ServedSnapshot served) => served.Version == snapshots.Canary?.Version;

    // What may be out of date is asked for again, to be known once it is not.
    private ulong? TagOf(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, bool degraded) =>
        degraded ? null : AnswerTag.Of(served, IsCanary(served), taste, ranker, question);

    private void Measure(Question question, long start)
    {
        if (!question.IsPreview)
            meter.Scanned(start);
    }

    private void Count(Question question, UserTaste taste, Ranker ranker)
    {
        if (question.IsPreview)
            return;
        meter.Answered(ranker.Source, question.Endpoint);
        if (taste.WrittenAt > 0)
            meter.AnsweredFresh();
    }

    private bool IsDegraded(ServedSnapshot served, UserTaste taste) => snapshots.Degraded || taste.IsDegraded || served.Live.Age > LongestAge;

    private static (List<WeightedItem> Rows, List<string> Unknown) Rows(LiveItems items, IReadOnlyDictionary<string, float> likes)
    {
        var (rows, unknown) = (new List<WeightedItem>(likes.Count), new List<string>());
        foreach (var (id, weight) in likes)
        {
            if (items.TryFind(id, out var row))
                rows.Add(new WeightedItem(row, weight));
            else
                unknown.Add(id);
        }

        rows.Sort((a, b) => a.Item.CompareTo(b.Item));
        return (rows, unknown);
    }

    // Of an item that is gone since, the score alone says where it stood.
    private static ScoredItem? After(LiveItems items, Cursor? after) =>
        after is null ? null : new ScoredItem(items.TryGetRow(after.Item, out var row) ? row : int.MaxValue, after.Score);

    private static Cursor? NextOf(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, ReadOnlySpan<ScoredItem> found) =>
        question.IsChoice || found.Length < question.N ? null : Next(served, taste, ranker, question, found[^1]);

    private static Cursor Next(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, ScoredItem last) => new(
        served.Version, question.Key, ranker.Source, ranker is Ranker.ByPopularity popular ? popular.Popularity.Version : 0,
        question.After?.AsOf ?? taste.WrittenAt, last.Score, served.Live.Items.Id(last.Item));

    private static RankedItem[] Describe(ServedSnapshot served, UserTaste taste, Ranker ranker, Question question, ReadOnlySpan<ScoredItem> top)
    {
        var items = served.Live.Items;
        // What is ranked by popularity, age or likeness says itself why.
        var explainer = question.Explain && ranker.IsPersonal ? new Explainer(served, taste) : null;
        var described = new RankedItem[top.Length];
        for (var i = 0; i < described.Length; i++)
        {
            var row = top[i].Item;
            described[i] = new RankedItem(items.Id(row), items.Name(row), ranker.Source == RecommendationSource.Latest ? null : top[i].Score, ranker.Source)
            {
                Attributes = question.Fields is { } fields ? items.Describe(row, fields) : null,
                Because = explainer?.Explain(top[i]),
            };
        }

        return described;
    }
}
