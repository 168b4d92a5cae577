using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>Whatever is asked, the pages of an answer together are what sorting everything by hand gives.</summary>
public sealed class PagesTests : IAsyncLifetime
{
    private const int Items = 150;
    private const int Users = 12;
    private const int Dim = 3;

    private readonly Service _service = new();
    private readonly Random _random = new(71);
    private readonly List<Item> _items = [];
    private SnapshotContent _content = null!;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        for (var k = 0; k < Items; k++)
        {
            _items.Add(new Item(
                $"item-{k:000}", _random.Next(1980, 2000), _random.Next(4) == 0 ? null : "rgb"[_random.Next(3)].ToString(),
                [.. new[] { "new", "sale", "a,b", "\"q\"" }.Where(_ => _random.Next(3) == 0)], _random.Next(10) == 0));
        }

        foreach (var item in _items)
        {
            var attributes = new JsonObject { ["year"] = item.Year };
            if (item.Colour is not null)
                attributes["colour"] = item.Colour;
            var categories = string.Join(", ", item.Categories.Select(name => $"'{name}'"));
            await _service.ExecuteAsync(
                $"insert into items (key, attributes, categories, hidden) values ('{item.Id}', '{attributes.ToJsonString()}', array[{categories}]::text[], {item.Hidden})");
        }

        // Whole numbers: their products are exact however they are added up, and ties abound.
        var seen = Enumerable.Range(0, Users).Select(_ => Enumerable.Range(0, Items).Where(_ => _random.Next(8) == 0).ToArray()).ToList();
        _content = Catalogue.Content("v1") with
        {
            Dim = Dim,
            UserIds = [.. Enumerable.Range(0, Users).Select(user => $"user-{user}")],
            ItemIds = [.. _items.Select(item => item.Id)],
            ItemNames = new string?[Items],
            UserEmbeddings = WholeNumbers(Users * Dim),
            ItemEmbeddings = WholeNumbers(Items * Dim),
            ItemPopularity = [.. Enumerable.Range(0, Items).Select(_ => _random.Next(9))],
            SeenOffsets = [.. Enumerable.Range(0, Users + 1).Select(user => (long)seen.Take(user).Sum(items => items.Length))],
            SeenItems = [.. seen.SelectMany(items => items)],
        };
        await _service.PublishAsync(_content);
        _service.Start();
        await _service.ServesAsync("v1");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task PagesTogetherAreTheWholeRankingOfWhatTheFilterAllows()
    {
        for (var trial = 0; trial < 60; trial++)
        {
            var user = _random.Next(Users + 2);
            var (query, allows) = RandomFilter();
            var includeSeen = _random.Next(4) == 0;
            var expected = Enumerable.Range(0, Items)
                .Where(item => !_items[item].Hidden && allows(_items[item]) && (includeSeen || user >= Users || !Seen(user).Contains(item)))
                .OrderByDescending(item => user < Users ? Score(user, item) : _content.ItemPopularity[item]).ThenBy(item => item)
                .Select(item => _items[item].Id).ToList();

            (await PagesAsync($"/users/user-{user}/recommendations?n={_random.Next(1, 60)}&includeSeen={includeSeen}{query}")).ShouldBe(expected, query);
        }
    }

    [Theory]
    [InlineData("user-3", "model")]
    [InlineData("user-4", "fold_in")]
    [InlineData("stranger", "fold_in")]
    public async Task WhatAUserDoesBetweenPagesTakesItsItemOutAndMovesNoOther(string user, string source)
    {
        await _service.ExecuteAsync($"insert into users (key) values ('{user}')");
        var path = $"/users/{user}/recommendations";
        int[] liked = user switch
        {
            "stranger" => [1, 30, 60],
            "user-3" => Seen(3),
            _ => [.. Seen(4), Enumerable.Range(0, Items).First(item => !_items[item].Hidden && !Seen(4).Contains(item))],
        };
        foreach (var item in liked)
            await DoAsync(user, _items[item].Id);
        if (source == "fold_in")
            await _service.EventuallyAsync($"{path}?n=200", body => !body["items"]!.AsArray().Any(item => item!["id"]!.GetValue<string>() == _items[liked[^1]].Id));

        var (known, ranking) = (_items[liked[^1]].Id, await PagesAsync($"{path}?n=200"));
        var (shown, query) = (new List<string>(), "");
        do
        {
            var (_, body) = await _service.GetAsync($"{path}?n=20{query}");
            body["source"]!.GetValue<string>().ShouldBe(source);
            shown.AddRange(body["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            query = body["next"] is { } next ? $"&cursor={next}" : "";
            // Something again that they know, and something new that would have been on the next page.
            var fresh = ranking.Except(shown).Skip(5).FirstOrDefault() ?? ranking[0];
            await DoAsync(user, known);
            await DoAsync(user, fresh);
            ranking.RemoveAll(item => item == fresh && !shown.Contains(fresh));
            await _service.EventuallyAsync($"{path}?n=200", other => !other["items"]!.AsArray().Any(item => item!["id"]!.GetValue<string>() == fresh));
        }
        while (query.Length > 0);

        shown.ShouldBe(ranking);
    }

    [Fact]
    public async Task PagesOfThePopularAndTheLatestAreWholeToo()
    {
        for (var trial = 0; trial < 20; trial++)
        {
            var (query, allows) = RandomFilter();
            var allowed = Enumerable.Range(0, Items).Where(item => !_items[item].Hidden && allows(_items[item])).ToList();

            (await PagesAsync($"/items/popular?n={_random.Next(1, 60)}{query}"))
                .ShouldBe(allowed.OrderByDescending(item => _content.ItemPopularity[item]).ThenBy(item => item).Select(item => _items[item].Id), query);
            (await PagesAsync($"/items/latest?n={_random.Next(1, 60)}{query}")).ShouldBe(allowed.OrderDescending().Select(item => _items[item].Id), query);
        }
    }

    [Fact]
    public async Task PagesOfWhatIsLikeAnItemAreAllTheOthers()
    {
        var likeness = await PagesAsync($"/items/{_items[3].Id}/similar?n=7");
        likeness.Order(StringComparer.Ordinal).ShouldBe(_items.Where((item, row) => !item.Hidden && row != 3).Select(item => item.Id));
    }

    [Fact]
    public async Task NoCategoryHasMoreThanItsShareWhereThatIsAskedFor()
    {
        var (_, body) = await _service.GetAsync("/users/user-0/recommendations?n=20&maxPerCategory=2");
        var chosen = body["items"]!.AsArray().Select(item => _items.Find(other => other.Id == item!["id"]!.GetValue<string>())!).ToList();
        chosen.SelectMany(item => item.Categories).CountBy(name => name).ShouldAllBe(category => category.Value <= 2);

        // The best ones that the rule leaves, in their order.
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var expected = new List<string>();
        foreach (var id in await PagesAsync("/users/user-0/recommendations?n=200"))
        {
            var item = _items.Find(other => other.Id == id)!;
            if (expected.Count == 20 || item.Categories.Any(name => counts.GetValueOrDefault(name) >= 2))
                continue;
            expected.Add(id);
            foreach (var name in item.Categories)
                counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        chosen.Select(item => item.Id).ShouldBe(expected);
        body["next"].ShouldBeNull();
    }

    [Fact]
    public async Task AVariedListHasTheSameFirstItemAndOthersAfterIt()
    {
        var plain = await PagesAsync("/users/user-0/recommendations?n=200");
        var (_, body) = await _service.GetAsync("/users/user-0/recommendations?n=10&diversity=0.8");
        var varied = body["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).ToList();
        varied[0].ShouldBe(plain[0]);
        varied.ShouldBeUnique();
        varied.ShouldNotBe(plain.Take(10));
        varied.ShouldAllBe(id => plain.Contains(id));
    }

    [Fact]
    public async Task APageIsGoneWithItsSnapshot()
    {
        var (_, first) = await _service.GetAsync("/items/popular?n=5");
        await _service.PublishAsync(_content with { Metadata = _content.Metadata with { Version = "v2" } });
        await _service.ServesAsync("v2");

        var (status, problem) = await _service.GetAsync($"/items/popular?n=5&cursor={first["next"]}");
        status.ShouldBe(HttpStatusCode.Gone);
        problem["type"]!.GetValue<string>().ShouldBe("/errors/cursor-gone");
    }

    [Fact]
    public async Task APageOfAnotherRequestIsRefused()
    {
        var (_, first) = await _service.GetAsync("/users/user-1/recommendations?n=5");
        foreach (var other in new[] { "/users/user-2/recommendations?n=5", "/users/user-1/recommendations?exclude=item-001", "/items/popular?n=5" })
        {
            var (status, problem) = await _service.GetAsync($"{other}{(other.Contains('?') ? '&' : '?')}cursor={first["next"]}");
            status.ShouldBe(HttpStatusCode.BadRequest, other);
            problem["detail"]!.GetValue<string>().ShouldBe("'cursor' is of another request: ask for the same as before.");
        }
    }

    [Fact]
    public async Task TellsTheAttributesThatWereAskedFor()
    {
        var (_, body) = await _service.GetAsync("/items/latest?n=200&fields=colour,year,size");
        foreach (var item in body["items"]!.AsArray())
        {
            var known = _items.Find(other => other.Id == item!["id"]!.GetValue<string>())!;
            var expected = new JsonObject { ["year"] = known.Year };
            if (known.Colour is not null)
                expected["colour"] = known.Colour;
            JsonNode.DeepEquals(item!["attributes"], expected).ShouldBeTrue(item.ToJsonString());
        }
    }

    [Fact]
    public async Task SharesOfAScoreAddUpToIt()
    {
        for (var user = 0; user < Users; user++)
        {
            var (_, body) = await _service.GetAsync($"/users/user-{user}/recommendations?n=50&explain=true");
            foreach (var item in body["items"]!.AsArray())
            {
                var because = item!["because"]!;
                var shares = because["likedItems"]!.AsArray().Select(share => share!["share"]!.GetValue<double>()).ToList();
                (shares.Sum() + because["otherItems"]!.GetValue<double>() + because["profile"]!.GetValue<double>())
                    .ShouldBe(item["score"]!.GetValue<double>(), tolerance: 1e-4);
                shares.Count.ShouldBe(Math.Min(10, Seen(user).Count(seen => !_items[seen].Hidden)));
                because["approximate"]!.GetValue<bool>().ShouldBeTrue();
            }
        }
    }

    private Task DoAsync(string user, string item) => _service.ExecuteAsync(
        $"insert into interactions (user_id, item_id, event_type, occurred_at) select u.id, i.id, 'view', clock_timestamp() from users u, items i where u.key = '{user}' and i.key = '{item}'");

    private (string Query, Func<Item, bool> Allows) RandomFilter()
    {
        var (query, rules) = ("", new List<Func<Item, bool>>());
        if (_random.Next(2) == 0)
        {
            var excluded = Enumerable.Range(0, _random.Next(1, 8)).Select(_ => _items[_random.Next(Items)].Id).ToList();
            query += string.Concat(excluded.Select(id => $"&exclude={id}"));
            rules.Add(item => !excluded.Contains(item.Id));
        }

        if (_random.Next(2) == 0)
        {
            string[] categories = [.. new[] { "new", "sale", "a,b", "\"q\"" }.Where(_ => _random.Next(2) == 0), "new"];
            var all = _random.Next(2) == 0;
            query += string.Concat(categories.Select(name => $"&category={Uri.EscapeDataString(name)}")) + (all ? "&categoryMatch=all" : "");
            rules.Add(item => all ? categories.All(item.Categories.Contains) : categories.Any(item.Categories.Contains));
        }

        if (_random.Next(2) == 0)
        {
            var (year, colour) = (_random.Next(1980, 2000), "rgb"[_random.Next(3)].ToString());
            var isOr = _random.Next(2) == 0;
            query += "&where=" + Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $"year >= {year} {(isOr ? "or" : "and not")} colour = \"{colour}\""));
            rules.Add(item => isOr ? item.Year >= year || item.Colour == colour : item.Year >= year && item.Colour != colour);
        }

        return (query, item => rules.All(rule => rule(item)));
    }

    private async Task<List<string>> PagesAsync(string path)
    {
        var ids = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var (status, page) = await _service.GetAsync(path + (next.Length > 0 ? $"&cursor={next}" : ""));
            status.ShouldBe(HttpStatusCode.OK, page.ToJsonString());
            ids.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
        }

        return ids;
    }

    private double Score(int user, int item) =>
        Enumerable.Range(0, Dim).Sum(k => (double)_content.UserEmbeddings[(user * Dim) + k] * _content.ItemEmbeddings[(item * Dim) + k]);

    private int[] Seen(int user) => _content.SeenItems[(int)_content.SeenOffsets[user]..(int)_content.SeenOffsets[user + 1]];

    private float[] WholeNumbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)_random.Next(1, 5))];

    private sealed record Item(string Id, int Year, string? Colour, string[] Categories, bool Hidden);
}
