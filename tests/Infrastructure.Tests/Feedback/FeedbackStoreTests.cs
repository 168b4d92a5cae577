using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Feedback;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Feedback;

public sealed class FeedbackStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly FeedbackStore _store = database.Get<FeedbackStore>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnEntryIsKeptOnceHoweverOftenItIsTold()
    {
        var answer = Answer(Noon);
        FeedbackEntry[] entries = [new(answer, "a", FeedbackKind.Impression, Noon), new(answer, "a", FeedbackKind.Click, Noon), new(answer, "b", FeedbackKind.Impression, Noon)];

        (await _store.AddAsync([.. entries, entries[0]], Cancelled)).ShouldBe(3);
        (await _store.AddAsync([.. entries, new(answer, "b", FeedbackKind.Buy, Noon)], Cancelled)).ShouldBe(1);
        (await database.QueryAsync<string>($"select kind || ' ' || item_id from feedback where recommendation_id = '{answer}' order by 1"))
            .ShouldBe(["buy b", "click a", "impression a", "impression b"]);
    }

    [Fact]
    public async Task WhatTheAnswerWasComesFromItsId()
    {
        var answer = RecommendationId.New("some-version", 17, canary: true, RecommendationSource.FoldIn, RecommendationEndpoint.Session, Noon);
        await _store.AddAsync([new(answer, "🙂", FeedbackKind.Buy, Noon.AddHours(3).ToOffset(TimeSpan.FromHours(2)))], Cancelled);

        (await database.QueryAsync<string>(
            $"""
            select concat_ws(' ', item_id, kind, snapshot_version, snapshot_items, canary, source, endpoint, recommended_at at time zone 'UTC', occurred_at at time zone 'UTC')
            from feedback where recommendation_id = '{answer}'
            """)).ShouldBe(["🙂 buy some-version 17 t foldin session 2026-01-31 12:00:00 2026-01-31 15:00:00"]);
    }

    [Fact]
    public async Task RequestsThatTellTheSameInOtherOrdersDoNotWaitForEachOtherForEver()
    {
        var entries = Enumerable.Range(0, 500).Select(k => new FeedbackEntry(Answer(Noon), $"item{k}", FeedbackKind.Impression, Noon)).ToArray();

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(k => _store.AddAsync(k % 2 == 0 ? entries : [.. entries.Reverse()], Cancelled)));

        added.Sum().ShouldBe(500);
    }

    [Fact]
    public async Task WhatIsOfOlderAnswersIsForgottenAndNothingElse()
    {
        var (old, young) = (Answer(Noon.AddDays(-500)), Answer(Noon));
        await _store.AddAsync([new(old, "a", FeedbackKind.Click, Noon), new(young, "a", FeedbackKind.Click, Noon)], Cancelled);

        (await _store.DeleteBeforeAsync(Noon.AddDays(-400), Cancelled)).ShouldBe(1);
        (await database.QueryAsync<string>($"select recommendation_id from feedback where recommendation_id in ('{old}', '{young}')")).ShouldBe([young.ToString()]);
    }

    [Fact]
    public async Task TheTableHoldsNothingOfAPerson() =>
        (await database.QueryAsync<string>("select column_name::text from information_schema.columns where table_name = 'feedback' order by 1")).ShouldBe(
        [
            "canary", "endpoint", "item_id", "kind", "occurred_at", "recommendation_id", "recommended_at", "snapshot_items", "snapshot_version", "source",
        ]);

    private static RecommendationId Answer(DateTimeOffset at) => RecommendationId.New("v1", 5, canary: false, RecommendationSource.Model, RecommendationEndpoint.User, at);
}
