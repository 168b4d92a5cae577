using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Feedback;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Feedback;

public sealed class OnlineMetricsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly OnlineMetrics _metrics = database.Get<OnlineMetrics>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheCountsAreThoseOfAnEnumerationWrittenWithoutSql()
    {
        var random = new Random(3);
        var entries = Enumerable.Range(0, 300).SelectMany(_ => Entries(Answer(random), random)).ToList();
        await database.Get<FeedbackStore>().AddAsync(entries, Cancelled);
        var (from, to) = (new DateOnly(2026, 3, 27), new DateOnly(2026, 3, 31));
        foreach (var zone in (string[])["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati"])
        {
            foreach (var grouping in Enum.GetValues<OnlineGrouping>())
            {
                foreach (bool? canary in (bool?[])[null, true, false])
                {
                    (await _metrics.CountAsync(from, to, zone, grouping, canary, Cancelled))
                        .ShouldBe(Expected(entries, from, to, TimeZoneInfo.FindSystemTimeZoneById(zone), grouping, canary), ignoreOrder: true, $"{zone} {grouping} {canary}");
                }
            }
        }
    }

    [Fact]
    public async Task AZoneThatTheDatabaseDoesNotKnowIsNamed() =>
        (await Should.ThrowAsync<TimeZoneNotFoundException>(() => _metrics.CountAsync(new(2026, 1, 1), new(2026, 1, 2), "Mars/Olympus", OnlineGrouping.Day, null, Cancelled)))
            .Message.ShouldContain("Mars/Olympus");

    private static IReadOnlyList<OnlineCount> Expected(
        IEnumerable<FeedbackEntry> entries, DateOnly from, DateOnly to, TimeZoneInfo zone, OnlineGrouping grouping, bool? canary) =>
    [
        .. from pair in entries.GroupBy(entry => (entry.Recommendation, entry.ItemId))
           let answer = pair.Key.Recommendation
           let day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(answer.At, zone).DateTime)
           where day >= @from && day <= to && (canary is null || answer.Canary == canary)
           group (pair.Key.ItemId, Kinds: pair.Select(entry => entry.Kind).ToHashSet()) by (
               Start: grouping == OnlineGrouping.Day ? day : @from, answer.SnapshotVersion, answer.Canary,
               Source: grouping == OnlineGrouping.Source ? answer.Source.ToString().ToLowerInvariant() : null,
               Endpoint: grouping == OnlineGrouping.Endpoint ? answer.Endpoint.ToString().ToLowerInvariant() : null) into pairs
           select new OnlineCount(
               new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(pairs.Key.Start.ToDateTime(TimeOnly.MinValue), zone)),
               pairs.Key.SnapshotVersion, pairs.Key.Canary, pairs.Key.Source, pairs.Key.Endpoint,
               pairs.Count(), pairs.Count(pair => pair.Kinds.Contains(FeedbackKind.Click)), pairs.Count(pair => pair.Kinds.Contains(FeedbackKind.Buy)),
               pairs.Select(pair => pair.ItemId).Distinct().Count(), pairs.Key.SnapshotVersion == "v1" ? 40 : 60),
    ];

    // On the last Sunday of March a day in Berlin has 23 hours.
    private static RecommendationId Answer(Random random)
    {
        var version = random.Next(2) == 0 ? "v1" : "v2";
        return RecommendationId.New(
            version, version == "v1" ? 40 : 60, random.Next(3) == 0, (RecommendationSource)random.Next(1, 4), (RecommendationEndpoint)random.Next(1, 4),
            new DateTimeOffset(2026, 3, 25, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(8 * 24 * 60)));
    }

    private static IEnumerable<FeedbackEntry> Entries(RecommendationId answer, Random random)
    {
        foreach (var item in Enumerable.Range(0, 40).Where(_ => random.Next(10) == 0))
        {
            if (random.Next(5) > 0)
                yield return new(answer, $"i{item}", FeedbackKind.Impression, answer.At);
            if (random.Next(3) == 0)
                yield return new(answer, $"i{item}", FeedbackKind.Click, answer.At.AddDays(1));
            if (random.Next(6) == 0)
                yield return new(answer, $"i{item}", FeedbackKind.Buy, answer.At.AddDays(2));
        }
    }
}
