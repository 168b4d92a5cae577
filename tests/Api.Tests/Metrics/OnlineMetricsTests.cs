using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Feedback;

namespace KDiffE.Api.Tests.Metrics;

public sealed class OnlineMetricsTests(FruitService fruit) : IClassFixture<FruitService>, IAsyncLifetime
{
    private readonly Service _service = fruit.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.ExecuteAsync("truncate feedback");
        var entries = new List<FeedbackEntry>();
        // 50 answers at 23:30 of a day in January, in Berlin of the next one; each shows two of 40 items.
        for (var k = 0; k < 50; k++)
        {
            var answer = RecommendationId.New("v1", 40, canary: false, RecommendationSource.Model, RecommendationEndpoint.User, At(14).AddMinutes(30));
            entries.Add(new(answer, $"i{k % 20}", FeedbackKind.Impression, At(14)));
            // A click alone: what was clicked was shown.
            entries.Add(new(answer, "i20", k < 10 ? FeedbackKind.Click : FeedbackKind.Impression, At(16)));
            if (k == 0)
                entries.Add(new(answer, "i20", FeedbackKind.Buy, At(20)));
        }

        var tried = RecommendationId.New("v2", 40, canary: true, RecommendationSource.Popular, RecommendationEndpoint.User, At(14));
        entries.Add(new(tried, "i1", FeedbackKind.Impression, At(14)));
        await _service.Get<FeedbackStore>().AddAsync(entries, Cancelled);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ADayOfASnapshotIsARowWithSharesAndTheirIntervals()
    {
        var rows = await RowsAsync("from=2026-01-14&to=2026-01-14");

        rows.Count.ShouldBe(2);
        var row = rows[0]!;
        (Text(row, "time"), Text(row, "snapshotVersion"), row["canary"]!.GetValue<bool>()).ShouldBe(("2026-01-14T00:00:00+00:00", "v1", false));
        (Number(row, "impressions"), Number(row, "clicks"), Number(row, "buys"), Number(row, "items")).ShouldBe((100, 10, 1, 21));
        // Of 100: see the intervals of Wilson in the tests of the domain.
        (Number(row, "ctr"), Number(row, "conversion"), Number(row, "coverage")).ShouldBe((0.1, 0.01, 21 / 40.0));
        Number(row, "ctrLow").ShouldBe(0.05522914, 1e-7);
        Number(row, "ctrHigh").ShouldBe(0.17436566, 1e-7);
        Number(row, "conversionLow").ShouldBe(0.00176743, 1e-7);
        Number(row, "conversionHigh").ShouldBe(0.05448620, 1e-7);
        (Text(rows[1]!, "snapshotVersion"), rows[1]!["canary"]!.GetValue<bool>(), Number(rows[1]!, "clicks")).ShouldBe(("v2", true, 0));
    }

    [Fact]
    public async Task DaysAreThoseOfTheTimeZone()
    {
        (await RowsAsync("from=2026-01-15&to=2026-01-15")).ShouldBeEmpty();

        var rows = await RowsAsync("from=2026-01-15&to=2026-01-15&timeZone=Europe/Berlin");
        rows.Select(row => Text(row!, "snapshotVersion")).ShouldBe(["v1", "v2"]);
        DateTimeOffset.Parse(Text(rows[0]!, "time")).ShouldBe(new DateTimeOffset(2026, 1, 14, 23, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task WhatIsCountedApartCanBeChosen()
    {
        (await RowsAsync("from=2026-01-01&to=2026-01-31&by=snapshot")).Select(row => $"{Text(row!, "snapshotVersion")} {row!["source"]?.GetValue<string>()}").ShouldBe(["v1 ", "v2 "]);
        (await RowsAsync("from=2026-01-01&to=2026-01-31&by=source")).Select(row => $"{Text(row!, "snapshotVersion")} {row!["source"]?.GetValue<string>()}").ShouldBe(["v1 model", "v2 popular"]);
        (await RowsAsync("from=2026-01-01&to=2026-01-31&by=endpoint")).Select(row => $"{Text(row!, "snapshotVersion")} {row!["endpoint"]?.GetValue<string>()}").ShouldBe(["v1 user", "v2 user"]);
        (await RowsAsync("from=2026-01-01&to=2026-01-31&canary=true")).Select(row => Text(row!, "snapshotVersion")).ShouldBe(["v2"]);
    }

    [Fact]
    public async Task TheDefaultIsTheLastThirtyDays()
    {
        var today = DateTimeOffset.UtcNow;
        var answers = new[] { 0, 29, 31 }.Select(days => RecommendationId.New("v9", 40, canary: false, RecommendationSource.Model, RecommendationEndpoint.User, today.AddDays(-days)));
        await _service.Get<FeedbackStore>().AddAsync(answers.Select(answer => new FeedbackEntry(answer, "i1", FeedbackKind.Impression, answer.At)), Cancelled);

        (await RowsAsync("")).Count(row => Text(row!, "snapshotVersion") == "v9").ShouldBe(2);
    }

    [Theory]
    [InlineData("from=9999-12-31&to=9999-12-31", "'to' must be a date like 2026-01-31, not '9999-12-31'.")]
    [InlineData("to=0001-01-01", "'to' must be a date like 2026-01-31, not '0001-01-01'.")]
    [InlineData("from=02/03/2026", "'from' must be a date like 2026-01-31, not '02/03/2026'.")]
    [InlineData("to=2026-02-30", "'to' must be a date like 2026-01-31, not '2026-02-30'.")]
    [InlineData("from=2026-02-02&to=2026-02-01", "'from' must be on the day of 'to'")]
    [InlineData("from=2024-02-02&to=2026-02-01", "up to 399 days before it")]
    [InlineData("by=week", "'by' must be one of day, snapshot, source, endpoint, not 'week'.")]
    [InlineData("timeZone=Mars", "'timeZone' must be the IANA name of a time zone, such as Europe/Berlin, not 'Mars'.")]
    [InlineData("canary=perhaps", "'canary' must be true or false, not 'perhaps'.")]
    public async Task AValueThatMakesNoSenseIsRefused(string query, string detail)
    {
        var (status, body) = await _service.GetAsync("/metrics/online?" + query);

        (status, body["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-parameter"));
        body["detail"]!.GetValue<string>().ShouldContain(detail);
    }

    private static DateTimeOffset At(int day) => new(2026, 1, day, 23, 0, 0, TimeSpan.Zero);

    private static string Text(JsonNode row, string name) => row[name]!.GetValue<string>();

    private static double Number(JsonNode row, string name) => row[name]!.GetValue<double>();

    private async Task<JsonArray> RowsAsync(string query) =>
        JsonNode.Parse(await _service.Client.GetStringAsync(new Uri("/metrics/online?" + query, UriKind.Relative), Cancelled))!.AsArray();
}
