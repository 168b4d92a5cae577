using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Api.Serving;
using KDiffE.Domain.Feedback;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>A client that has an answer is told that it still holds, and not answered anew.</summary>
public sealed class KeptAnswersTests(FruitService fruit) : IClassFixture<FruitService>
{
    private const string Plain = "/users/ann/recommendations";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private readonly Service _service = fruit.Service;

    [Theory]
    [InlineData(Plain)]
    [InlineData("/users/ann/recommendations?explain=true&fields=year&where=exists(year)&diversity=0.5&maxPerCategory=2")]
    [InlineData("/users/nobody/recommendations?n=2")]
    [InlineData("/users/ann/similar")]
    [InlineData("/items/a/similar")]
    [InlineData("/items/popular")]
    [InlineData("/items/latest?user=ann")]
    public async Task WhatStillHoldsIsNotSentAgain(string path)
    {
        using var first = await AskAsync(path);
        var tag = TagOf(first)!;
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");

        using var again = await AskAsync(path, tag);

        (again.StatusCode, await again.Content.ReadAsStringAsync(Cancelled)).ShouldBe((HttpStatusCode.NotModified, ""));
        (TagOf(again), again.Headers.CacheControl!.ToString()).ShouldBe((tag, "no-cache, private"));
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData("/items/popular")]
    public async Task WhatIsAskedOtherwiseIsAnotherAnswer(string path)
    {
        var tags = new List<string?>();
        var cursor = (await _service.GetAsync($"{path}?n=2")).Body["next"];
        foreach (var query in (string[])["", "?n=2", $"?n=2&cursor={cursor}", "?exclude=c", "?category=x", "?where=year>1", "?fields=year", "?diversity=0.5", "?maxPerCategory=1"])
        {
            using var answer = await AskAsync(path + query);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, query);
            tags.Add(TagOf(answer));
        }

        using var other = await AskAsync(path == Plain ? "/users/nobody/recommendations" : "/items/popular?user=ann");
        tags.Add(TagOf(other));
        tags.ShouldBeUnique();
        tags.ShouldAllBe(tag => tag!.StartsWith("W/\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneTagOfSeveralIsEnoughAndWhatIsNoTagIsNone()
    {
        using var first = await AskAsync(Plain);
        var tag = TagOf(first)!;

        (await StatusAsync($"\"other\", {tag}")).ShouldBe(HttpStatusCode.NotModified);
        // Compared weakly: without the mark of a weak one it is the same.
        (await StatusAsync(tag[2..])).ShouldBe(HttpStatusCode.NotModified);
        (await StatusAsync("*")).ShouldBe(HttpStatusCode.NotModified);
        (await StatusAsync("W/\"other\"")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("no tag")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task HeadTellsTheTagThatGetDoes()
    {
        using var get = await AskAsync(Plain);
        using var head = await AskAsync(Plain, method: HttpMethod.Head);
        using var again = await AskAsync(Plain, TagOf(get), HttpMethod.Head);

        TagOf(head).ShouldBe(TagOf(get));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task WhatIsRefusedHasNoTag()
    {
        foreach (var path in (string[])["/users/ann/recommendations?n=0", "/items/nothing/similar", "/users/nobody/similar"])
        {
            using var answer = await AskAsync(path, "*");
            ((int)answer.StatusCode).ShouldBeInRange(400, 404, path);
            TagOf(answer).ShouldBeNull(path);
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string held)
    {
        using var answer = await AskAsync(Plain, held);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> AskAsync(string path, string? held = null, HttpMethod? method = null) => _service.Client.AskAsync(path, held, method);

    private static string? TagOf(HttpResponseMessage answer) => answer.TagOf();
}

/// <summary>Nothing that has changed is taken for what a client has.</summary>
public sealed class ChangedAnswersTests : IAsyncLifetime
{
    private const string Ann = "/users/ann/recommendations";
    private const string Other = "/users/s%2Ft/recommendations";
    private const string Popular = "/items/popular";
    private const string Similar = "/items/b/similar";

    // What operations promise; a change is heard of twenty times a second here.
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.ExecuteAsync(
            """
            insert into items (key, name, attributes) values ('a', 'Apple', null), ('b', 'Banana', null), ('c', null, '{"year": 1990}'), ('d/ö 50%🙂', 'Date', null), ('e', 'Elderberry', null);
            insert into users (key) values ('ann'), ('bob');
            insert into interactions (user_id, item_id, event_type, occurred_at) select u.id, i.id, 'interaction', now() from users u, items i where u.key = 'ann' and i.key = 'a';
            """);
        await _service.PublishAsync(Catalogue.Content("v1"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task WhatUsersDoAndWhatBecomesOfItemsIsAnsweredAnew()
    {
        await StartAsync();
        var others = await TagAsync(Other);

        await ChangesAsync(Ann, Write("ann", "b"), "\"b\"", isGone: true);
        await ChangesAsync("/users/new/recommendations", "insert into users (key) values ('new');" + Write("new", "b"), "fold_in");
        // Nobody else is answered anew for it.
        (await StatusAsync(Other, others)).ShouldBe(HttpStatusCode.NotModified);

        await ChangesAsync($"{Ann}?fields=year", "update items set attributes = '{\"year\": 1991}' where key = 'c'", "1991");
        (await StatusAsync(Other, others)).ShouldBe(HttpStatusCode.NotModified);

        await ChangesAsync(Other, "update items set name = 'Cherry' where key = 'c'", "Cherry");
        await ChangesAsync(Similar, "update items set hidden = true where key = 'c'", "Cherry", isGone: true);
        await ChangesAsync(Popular, "update items set hidden = false where key = 'c'", "Cherry");
        await ChangesAsync(Other, "update items set available_until = now() + interval '0.3 seconds' where key = 'c'", "Cherry", isGone: true);
        await ChangesAsync("/items/latest", "insert into items (key, name) values ('f', 'Fig')", "Fig");
        await ChangesAsync(Popular, "delete from items where key = 'e'", "Elderberry", isGone: true);
        await ChangesAsync(Ann, "delete from users where key = 'ann'", "\"source\":\"popular\"");
    }

    [Fact]
    public async Task WhatIsAddedUpAnewIsAnsweredAnew()
    {
        await StartAsync(("Serving:PopularityInterval", "00:00:00.1"));
        await _service.EventuallyAsync("/items/popular?n=1", body => body["items"]![0]!["id"]!.GetValue<string>() == "a");

        await ChangesAsync("/items/popular?n=1", Write("ann", "c") + Write("bob", "c"), "\"c\"");
    }

    [Fact]
    public async Task AnotherSnapshotAnswersAnewAndSoDoesTheFirstOneAfterIt()
    {
        await StartAsync();
        await AnswersAsync(() => _service.PublishAsync(Catalogue.Content("v2")), "v2");
        await AnswersAsync(() => _service.Catalog.SetCanaryAsync(new("v1", 0.99), Cancelled), "v1", isCanary: true);
        await AnswersAsync(() => _service.Catalog.ActivateAsync("v1", Cancelled), "v1");
        await AnswersAsync(() => _service.Catalog.ActivateAsync("v2", Cancelled), "v2");
    }

    [Fact]
    public async Task OnlyWhatIsRankedIsChargedAndWhatIsDegradedIsNotKept()
    {
        // A bucket of 200 scans of a small catalogue.
        await StartAsync(("Limits:MillionItemsPerSecond", "1"));
        var tag = await TagAsync(Ann);

        for (var request = 0; request < 300; request++)
            (await StatusAsync(Ann, tag)).ShouldBe(HttpStatusCode.NotModified);

        _service.InApi<SnapshotHolder>().Trouble = "of a test";
        using var degraded = await _service.Client.AskAsync(Ann, tag);
        (degraded.StatusCode, degraded.TagOf()).ShouldBe((HttpStatusCode.OK, null));
    }

    private static string Write(string user, string item) =>
        $"insert into interactions (user_id, item_id, event_type, occurred_at) select u.id, i.id, 'interaction', now() from users u, items i where u.key = '{user}' and i.key = '{item}';";

    private async Task StartAsync(params (string Name, string Value)[] settings)
    {
        _service.Start(configure: builder =>
        {
            builder.UseSetting("Serving:FollowInterval", "00:00:00.050");
            foreach (var (name, value) in settings)
                builder.UseSetting(name, value);
        });
        await _service.ServesAsync("v1");
        // Until the database has been read, what is answered may be out of date, and has no tag.
        await _service.EventuallyAsync(Ann, body => body["degraded"] is null);
    }

    private Task ChangesAsync(string path, string change, string text, bool isGone = false) =>
        ChangesAsync(path, () => _service.ExecuteAsync(change), body => body.Contains(text, StringComparison.Ordinal) != isGone);

    private Task AnswersAsync(Func<Task> change, string version, bool isCanary = false) => ChangesAsync(
        Other, change, body => RecommendationId.TryParse(JsonNode.Parse(body)!["recommendationId"]!.GetValue<string>(), out var id) && (id.SnapshotVersion, id.Canary) == (version, isCanary));

    private async Task ChangesAsync(string path, Func<Task> change, Func<string, bool> isNew)
    {
        var tag = await TagAsync(path);
        isNew(await BodyAsync(path)).ShouldBeFalse(path);

        await change();

        // From whenever it is in an answer, nobody is told that the one before still holds.
        await Eventually.IsAsync(async () => isNew(await BodyAsync(path)), TwoSeconds, () => path);
        (await StatusAsync(path, tag)).ShouldBe(HttpStatusCode.OK, path);
    }

    private async Task<string> TagAsync(string path)
    {
        using var answer = await _service.Client.AskAsync(path);
        return answer.TagOf().ShouldNotBeNull(path);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string tag)
    {
        using var answer = await _service.Client.AskAsync(path, tag);
        return answer.StatusCode;
    }

    private Task<string> BodyAsync(string path) => _service.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled);
}
