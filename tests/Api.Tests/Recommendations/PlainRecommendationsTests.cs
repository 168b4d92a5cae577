using System.Net;
using System.Text.RegularExpressions;
using KDiffE.Api.Tests.Access;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>A plain question is answered in a shorter way than others, and nobody can tell by the answer.</summary>
public sealed partial class PlainRecommendationsTests : IAsyncLifetime
{
    // Given, it says what holds without it; only, the question is not plain then.
    private const string LongWay = "includeSeen=false";
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task TheAnswerIsTheSameByteForByte()
    {
        var content = Catalogue.Content("v1") with
        {
            ItemIds = ["a", "b\"\\\u0001<&>", "c\u2028ü", "d/ö 50%🙂", "e"],
            ItemNames = ["Apple", "\"Quoted\"\\", null, "日本\u00a0語", "Tab\there"],
        };
        await _service.PublishAsync(content);
        await _service.ExecuteAsync("insert into items (key, name) values ('new', 'Newest \"one\"'), ('e', 'Renamed ✓')");
        _service.Start();
        await _service.ServesAsync("v1");
        await _service.EventuallyAsync("/items/latest", body => body["items"]?.AsArray().Count == 2);

        foreach (var user in (string[])["ann", "nobody"])
        {
            foreach (var n in (string[])["", "n=1", "n=2", "n=007", "n=200"])
            {
                var plain = await GetAsync($"/users/{user}/recommendations{(n.Length == 0 ? "" : "?")}{n}");
                var other = await GetAsync($"/users/{user}/recommendations?{(n.Length == 0 ? "" : n + "&")}{LongWay}");

                plain.ShouldBe(other);
            }
        }
    }

    [Fact]
    public async Task WhatIsRefusedIsRefusedAsEver()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        var (reader, writer) = (await CreateAsync("reader", Role.Read), await CreateAsync("writer", Role.Ingest));
        _service.Start(configure: builder => builder.UseSetting("Limits:RequestsPerSecond", "5"));
        await _service.ServesAsync("v1");

        (await StatusAsync(reader + "0")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(writer)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(reader, "?n=0")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(reader, "?n=201")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(reader, "?m=1")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(reader)).ShouldBe(HttpStatusCode.OK);
        var statuses = new List<HttpStatusCode>();
        for (var request = 0; request < 40; request++)
            statuses.Add(await StatusAsync(reader));
        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task ARequestThatMayNotScanCountsAsOneRequest()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        // A bucket of 600 requests, and one of 200 scans of a small catalogue.
        _service.Start(configure: builder => builder.UseSetting("Limits:RequestsPerSecond", "300").UseSetting("Limits:MillionItemsPerSecond", "1"));
        await _service.ServesAsync("v1");
        var refused = new List<string>();

        for (var request = 0; request < 550; request++)
        {
            var (status, body) = await _service.GetAsync("/users/ann/recommendations");
            if (status == HttpStatusCode.TooManyRequests)
                refused.Add(body["detail"]!.GetValue<string>());
        }

        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(detail => detail.Contains("items scanned per second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ItIsCountedUnderItsRoute()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        _service.Start();
        await _service.ServesAsync("v1");

        await GetAsync("/users/ann/recommendations");

        var metrics = await _service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
        metrics.ShouldContain("http_route=\"/users/{id}/recommendations\"");
    }

    private async Task<string> GetAsync(string path)
    {
        using var answer = await _service.Client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length"))
            .OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}\n");
        return string.Concat(headers) + RecommendationIds().Replace(await answer.Content.ReadAsStringAsync(Cancelled), "");
    }

    private async Task<HttpStatusCode> StatusAsync(string key, string query = "")
    {
        using var answer = await _service.Client.SendWithKeyAsync("GET", "/users/ann/recommendations" + query, key);
        return answer.StatusCode;
    }

    private async Task<string> CreateAsync(string client, Role role) =>
        (await _service.Get<ApiKeyStore>().CreateAsync(client, [role], expiresAt: null, Cancelled)).Text;

    [GeneratedRegex(@"(?<=""recommendationId"":"")[\w-]+", RegexOptions.None, 1000)]
    private static partial Regex RecommendationIds();
}
