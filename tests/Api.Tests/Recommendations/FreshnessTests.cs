using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Api.Serving;
using KDiffE.Infrastructure.Changes;
using Npgsql;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>What happened a moment ago counts, on every process, before any training has learnt it.</summary>
public sealed class FreshnessTests : IAsyncLifetime
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.ExecuteAsync(
            """
            insert into items (key, name) values ('a', 'Apple'), ('b', 'Banana'), ('c', null), ('d/ö 50%🙂', 'Date'), ('e', 'Elderberry');
            insert into users (key) values ('ann'), ('declared');
            """);
        await WriteAsync("ann", "a", "interaction");
        await _service.PublishAsync(Catalogue.Content("v1"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task AnInteractionIsOutOfTheNextAnswerAndMovesTheOthers()
    {
        await StartAsync();
        (await ItemsAsync("/users/ann/recommendations")).ShouldBe(["d/ö 50%🙂", "c", "b", "e"]);

        await WriteAsync("ann", "b", "interaction");

        // u = (1, .5), H = {a} with f(H) = (1, 0), c = 1; H' = {a, b}: u' = u + (1, 1)/√2 − (1, 0) = (.7071, 1.2071)
        var body = await WithinTwoSecondsAsync("/users/ann/recommendations", answer => Ids(answer).Count == 3);
        Ids(body).ShouldBe(["c", "d/ö 50%🙂", "e"]);
        body["source"]!.GetValue<string>().ShouldBe("fold_in");
        body["items"]![0]!["score"]!.GetValue<double>().ShouldBe((2 * Math.Sqrt(0.5)) + 0.5, tolerance: 1e-5);
    }

    [Fact]
    public async Task AnUnknownUserIsAnsweredFromTheirItemsAndADeclaredOneFromWhatIsPopular()
    {
        await StartAsync();
        (await SourceAsync("new")).ShouldBe("popular");
        (await SourceAsync("declared")).ShouldBe("popular");

        await _service.ExecuteAsync("insert into users (key) values ('new')");
        await WriteAsync("new", "b", "interaction");

        var body = await WithinTwoSecondsAsync("/users/new/recommendations", answer => Source(answer) == "fold_in");
        Ids(body).ShouldBe(["c", "a", "d/ö 50%🙂", "e"]);
    }

    [Fact]
    public async Task ADislikeHidesAndMovesNothing()
    {
        await StartAsync(("Events:dislike", "-1"), ("Events:view", "0"), ("Events:view:Hides", "false"));
        await WriteAsync("ann", "c", "dislike");
        await WriteAsync("ann", "b", "view");

        var body = await WithinTwoSecondsAsync("/users/ann/recommendations", answer => Ids(answer).Count == 3);
        Ids(body).ShouldBe(["d/ö 50%🙂", "b", "e"]);
        Source(body).ShouldBe("model");
    }

    [Fact]
    public async Task WhatWasDeletedIsRecommendedAgain()
    {
        await StartAsync();
        await _service.ExecuteAsync("delete from interactions");
        Ids(await WithinTwoSecondsAsync("/users/ann/recommendations", answer => Ids(answer).Count == 5)).ShouldContain("a");
    }

    [Theory]
    [InlineData("update items set hidden = true where key = 'c'")]
    [InlineData("update items set available_until = now() + interval '1 second' where key = 'c'")]
    [InlineData("delete from items where key = 'c'")]
    public async Task AnItemThatIsHiddenExpiredOrDeletedLeavesEveryRanking(string change)
    {
        await StartAsync();
        var rankings = Rankings("ann");
        foreach (var (path, body) in rankings.Where(ranking => !ranking.Path.Contains("/c/", StringComparison.Ordinal)))
            Ids(await AskAsync(path, body)).ShouldContain("c", path);

        await _service.ExecuteAsync(change);
        await WithinTwoSecondsAsync("/items/popular", answer => !Ids(answer).Contains("c"), more: TimeSpan.FromSeconds(1));
        foreach (var (path, body) in rankings)
            Ids(await AskAsync(path, body)).ShouldNotContain("c", path);

        // A process that starts later knows it from the database alone.
        await _service.StopAsync();
        await StartAsync();
        foreach (var (path, body) in rankings)
            Ids(await AskAsync(path, body)).ShouldNotContain("c", path);
    }

    [Fact]
    public async Task ADeletedItemIsUnknownWhereverItIsNamed()
    {
        await StartAsync();
        await _service.ExecuteAsync("delete from items where key = 'c'");
        await WithinTwoSecondsAsync("/items/popular", answer => !Ids(answer).Contains("c"));

        (await _service.GetAsync("/items/c/similar")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync("/recommendations/session", new { items = new[] { new { id = "b" }, new { id = "c" } } }))["unknownItems"]!.AsArray()
            .Select(id => id!.GetValue<string>()).ShouldBe(["c"]);
        (await AskAsync("/rank", new { userId = "ann", items = new[] { "b", "c" } }))["leftOut"]!.ToJsonString().ShouldBe("""[{"id":"c","reason":"unknown"}]""");

        // The same id may come again.
        await _service.ExecuteAsync("insert into items (key) values ('c')");
        await WithinTwoSecondsAsync("/items/popular", answer => Ids(answer).Contains("c"));
        (await _service.GetAsync("/items/c/similar")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnEventOfAMistakenYearLeavesTheOthersTheirWeight()
    {
        await StartAsync(("Serving:PopularityInterval", "00:00:00.1"));
        await WriteAsync("ann", "b", "interaction");
        await WriteAsync("declared", "b", "interaction");
        await _service.ExecuteAsync("update interactions set occurred_at = '2999-01-01Z' where item_id = (select id from items where key = 'a')");

        // Now, each counts as one: a's too, and not all that there is.
        // Until it is added up, the order is the snapshot's, or that of one event of the two.
        await WithinTwoSecondsAsync("/items/popular?n=2", answer => Ids(answer).SequenceEqual(["b", "a"])
            && answer["items"]!.AsArray().Select(item => item!["score"]!.GetValue<double>()).Zip([2.0, 1.0], (score, expected) => Math.Abs(score - expected)).All(away => away < 1e-3));
    }

    [Fact]
    public async Task WhereNoEventHasATimeAllCountTheSame()
    {
        await _service.ExecuteAsync("update interactions set occurred_at = null");
        await StartAsync(("Serving:PopularityInterval", "00:00:00.1"));

        // One item has an interaction; the others' scores are those of the snapshot until it is added up.
        await _service.EventuallyAsync("/items/popular?n=2", answer => Ids(answer)[0] == "a"
            && answer["items"]!.AsArray().Select(item => item!["score"]!.GetValue<double>()).SequenceEqual([1, 0]));
    }

    [Fact]
    public async Task WhatAUserHasSeenIsInNoRankingUnlessAskedFor()
    {
        await StartAsync();
        await WriteAsync("ann", "c", "interaction");
        await WithinTwoSecondsAsync("/users/ann/recommendations", answer => !Ids(answer).Contains("c"));
        foreach (var (path, body) in Rankings("ann").SkipLast(1))
            Ids(await AskAsync(path, body)).ShouldNotContain("c", path);
        Ids(await AskAsync("/users/ann/recommendations?includeSeen=true", body: null)).ShouldContain("c");
    }

    [Fact]
    public async Task ANewItemIsAmongTheLatestAndThePopularBeforeItIsTrained()
    {
        await StartAsync(("Serving:PopularityInterval", "00:00:00.1"));
        await _service.ExecuteAsync("insert into items (key, name) values ('f', 'Fig')");
        await WriteAsync("ann", "f", "interaction");
        await WriteAsync("declared", "f", "interaction");

        var latest = await WithinTwoSecondsAsync("/items/latest", answer => Ids(answer).FirstOrDefault() == "f");
        latest["items"]![0]!["name"]!.GetValue<string>().ShouldBe("Fig");
        Ids(latest).ShouldBe(["f", "e", "d/ö 50%🙂", "c", "b", "a"]);
        (await WithinTwoSecondsAsync("/items/popular?n=1", answer => Ids(answer)[0] == "f"))["items"]![0]!["score"]!.GetValue<double>().ShouldBe(2);
    }

    [Fact]
    public async Task AnErasedUserIsUnknownAtOnceAlsoAfterARestartAndToALaterSnapshotOfOlderData()
    {
        await StartAsync();
        (await SourceAsync("ann")).ShouldBe("model");

        await _service.ExecuteAsync("delete from users where key = 'ann'");
        await WithinTwoSecondsAsync("/users/ann/recommendations", answer => Source(answer) == "popular");
        await _service.StopAsync();
        await StartAsync();
        (await SourceAsync("ann")).ShouldBe("popular");

        await _service.PublishAsync(Catalogue.Content("v2"));
        await _service.ServesAsync("v2");
        (await SourceAsync("ann")).ShouldBe("popular");
        (await _service.QueryAsync<string>("select c::text from catalog_changes c")).ShouldNotContain(row => row.Contains("ann"));
    }

    [Fact]
    public async Task AnErasureWhoseTimeIsBeforeTheSnapshotsDataCountsBecauseItMayHaveBeenUnderWayThenOrTheClockSetBack()
    {
        var content = Catalogue.Content("v2");
        await _service.PublishAsync(content with { Metadata = content.Metadata with { Watermark = DateTimeOffset.UtcNow.AddMinutes(30) } });
        await StartAsync();
        (await SourceAsync("ann")).ShouldBe("model");

        await _service.ExecuteAsync("delete from users where key = 'ann'");
        await WithinTwoSecondsAsync("/users/ann/recommendations", answer => Source(answer) == "popular");
        await _service.StopAsync();
        await StartAsync();

        (await SourceAsync("ann")).ShouldBe("popular");
    }

    [Fact]
    public async Task WhatIsKnownOfAUserStaysKnownWhileTheDatabaseIsAway()
    {
        await using var relay = await StartBehindRelayAsync();
        // A history that was read before the process heard of the write is read once more when it does.
        await Task.Delay(TwoSeconds, TestContext.Current.CancellationToken);
        Ids((await _service.GetAsync("/users/ann/recommendations")).Body).Count.ShouldBe(3);

        relay.Cut();
        var body = await _service.EventuallyAsync("/users/ann/recommendations", answer => answer["degraded"] is not null);
        Ids(body).ShouldBe(["c", "d/ö 50%🙂", "e"]);
    }

    [Fact]
    public async Task WhatWasKnownOfAUserServesOnWhenTheDatabaseGoesAtTheMomentAtWhichTheyDoMore()
    {
        await using var relay = await StartBehindRelayAsync();

        relay.Cut();
        _service.InApi<SnapshotHolder>().Models[0].Live.Users.Change("ann");

        var (_, body) = await _service.GetAsync("/users/ann/recommendations");
        Ids(body).ShouldBe(["c", "d/ö 50%🙂", "e"]);
        (Source(body), body["degraded"]?.GetValue<bool>()).ShouldBe(("fold_in", true));
        // Only what is erased is not answered by any more.
        _service.InApi<SnapshotHolder>().Models[0].Live.Users.Erase(new ErasedUser(ErasedUser.HashOf("ann")));
        Source((await _service.GetAsync("/users/ann/recommendations")).Body).ShouldBe("popular");
    }

    [Fact]
    public async Task AChangeOnOneProcessIsKnownToAnotherWithinTwoSeconds()
    {
        await StartAsync();
        await using var other = await ApiProcess.StartAsync(_service);
        await other.Client.EventuallyAsync("/health/live", body => body["snapshotVersion"]?.GetValue<string>() == "v1");
        await other.Client.GetObjectAsync("/users/ann/recommendations");

        await WriteAsync("ann", "b", "interaction");
        var begun = DateTime.UtcNow;
        await other.Client.EventuallyAsync("/users/ann/recommendations", answer => Ids(answer).Count == 3);
        (DateTime.UtcNow - begun).ShouldBeLessThan(TwoSeconds);
    }

    /// <summary>Every route that ranks items, the last one for nobody in particular.</summary>
    private static (string Path, object? Body)[] Rankings(string user) =>
    [
        ($"/users/{user}/recommendations", null),
        ($"/items/b/similar?user={user}", null),
        ($"/items/popular?user={user}", null),
        ($"/items/latest?user={user}", null),
        ("/recommendations/batch", new { userIds = new[] { user } }),
        ("/rank", new { userId = user, items = new[] { "b", "c", "e" } }),
        ("/recommendations/session", new { items = new[] { new { id = "b" } } }),
    ];

    private async Task StartAsync(params (string Name, string Value)[] settings) => await StartAsync(connectionString: null, settings);

    private async Task StartAsync(string? connectionString, params (string Name, string Value)[] settings)
    {
        _service.Start(connectionString, builder =>
        {
            foreach (var (name, value) in settings)
                builder.UseSetting(name, value);
        });
        await _service.EventuallyAsync("/health/live", body => body["snapshotVersion"] is not null);
    }

    /// <summary>Starts it so that its database can be taken away; what ann did is known to it.</summary>
    private async Task<TcpRelay> StartBehindRelayAsync()
    {
        var server = new NpgsqlConnectionStringBuilder(_service.ConnectionString);
        var relay = new TcpRelay(server.Host!, server.Port);
        relay.Open();
        (server.Host, server.Port) = ("127.0.0.1", relay.Port);
        await StartAsync(server.ConnectionString);
        await WriteAsync("ann", "b", "interaction");
        await WithinTwoSecondsAsync("/users/ann/recommendations", answer => Ids(answer).Count == 3);
        return relay;
    }

    private Task WriteAsync(string user, string item, string kind) => _service.ExecuteAsync(
        $"insert into interactions (user_id, item_id, event_type, occurred_at) select u.id, i.id, '{kind}', now() from users u, items i where u.key = '{user}' and i.key = '{item}'");

    private Task<JsonObject> WithinTwoSecondsAsync(string path, Func<JsonObject, bool> condition, TimeSpan more = default) =>
        _service.Client.EventuallyAsync(path, condition, TwoSeconds + more);

    private async Task<JsonObject> AskAsync(string path, object? body)
    {
        using var response = body is null
            ? await _service.Client.GetAsync(new Uri(path, UriKind.Relative), Cancelled)
            : await _service.Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task<List<string>> ItemsAsync(string path) => Ids(await AskAsync(path, body: null));

    private async Task<string> SourceAsync(string user) => Source(await AskAsync($"/users/{user}/recommendations", body: null));

    private static string Source(JsonObject answer) => answer["source"]!.GetValue<string>();

    private static List<string> Ids(JsonObject answer) =>
        [.. ((answer["results"]?[0]?["recommendations"] ?? answer)["items"]?.AsArray() ?? []).Select(item => item!["id"]!.GetValue<string>())];
}
