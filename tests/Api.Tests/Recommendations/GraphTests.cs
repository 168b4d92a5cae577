using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>What the knowledge graph says of items is told, and finds items, also ones that no model knows.</summary>
public sealed class GraphTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        // a, b and the new f are red; b, c and f are sour; nobody else has a fact.
        await _service.ExecuteAsync(
            """
            insert into entities (key, attributes) select k, null from unnest('{ea,eb,ec,ef}'::text[]) k;
            insert into entities (key, attributes) values ('red', '{"name": "Red"}'), ('sour', null);
            insert into relations (key) values ('colour'), ('taste');
            insert into items (key, entity_id) select substr(key, 2), id from entities where key like 'e_';
            insert into items (key) values ('d/ö 50%🙂'), ('e');
            insert into kg_triples (head_id, relation_id, tail_id)
            select h.id, r.id, t.id from (values ('ea', 'colour', 'red'), ('eb', 'colour', 'red'), ('ef', 'colour', 'red'),
                ('eb', 'taste', 'sour'), ('ec', 'taste', 'sour'), ('ef', 'taste', 'sour')) x (h, r, t)
            join entities h on h.key = x.h join relations r on r.key = x.r join entities t on t.key = x.t;
            """);
        await _service.PublishAsync(Catalogue.Content("v1"));
        _service.Start(configure: builder => builder.UseSetting("Serving:GraphInterval", "00:00:00.1"));
        await _service.ServesAsync("v1");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task FindsWhatHasMostInCommonAlsoBeforeItIsTrained()
    {
        var body = await _service.EventuallyAsync("/items/b/similar?via=graph", answer => answer["items"] is not null);
        // f has both facts of b; a and c one of two of equal weight, a cosine of 1/√2.
        Ids(body).ShouldBe(["f", "a", "c"]);
        body["items"]!.AsArray().Select(item => item!["score"]!.GetValue<double>()).ShouldBe([1, Math.Sqrt(0.5), Math.Sqrt(0.5)], tolerance: 1e-6);
        Ids(await _service.EventuallyAsync("/items/f/similar?via=graph&n=2", _ => true)).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task PagesOfItAreWhole()
    {
        await _service.EventuallyAsync("/items/b/similar?via=graph", answer => answer["items"] is not null);
        var (ids, next) = (new List<string>(), "");
        do
        {
            var (_, page) = await _service.GetAsync($"/items/b/similar?via=graph&n=1{next}");
            page["items"].ShouldNotBeNull(page.ToJsonString());
            ids.AddRange(Ids(page));
            next = page["next"] is { } cursor ? $"&cursor={cursor}" : "";
        }
        while (next.Length > 0);
        ids.ShouldBe(["f", "a", "c"]);
    }

    [Fact]
    public async Task SaysWhatARecommendedItemSharesWithALikedOne()
    {
        // ann likes a, which is red as b is.
        var body = await _service.EventuallyAsync("/users/ann/recommendations?explain=true", answer => Entities(answer, "b").Count > 0);
        Entities(body, "b").ShouldBe(["Red red colour a"]);
        Entities(body, "c").ShouldBeEmpty();
    }

    [Fact]
    public async Task AHiddenItemIsNamedAsNoReason()
    {
        await _service.EventuallyAsync("/users/ann/recommendations?explain=true", answer => Entities(answer, "b").Count > 0);
        var before = Because(await _service.EventuallyAsync("/users/ann/recommendations?explain=true", _ => true), "b");

        await _service.ExecuteAsync("update items set hidden = true where key = 'a'");

        var body = await _service.EventuallyAsync("/users/ann/recommendations?explain=true", answer => Entities(answer, "b").Count == 0);
        var because = Because(body, "b");
        because["likedItems"]!.AsArray().ShouldBeEmpty();
        because["otherItems"]!.GetValue<double>().ShouldBe(before["likedItems"]![0]!["share"]!.GetValue<double>(), tolerance: 1e-6);
        because["profile"]!.GetValue<double>().ShouldBe(before["profile"]!.GetValue<double>(), tolerance: 1e-6);
    }

    [Fact]
    public async Task HearsOfANewTriple()
    {
        await _service.EventuallyAsync("/items/b/similar?via=graph", answer => answer["items"] is not null);
        await _service.ExecuteAsync(
            "insert into kg_triples (head_id, relation_id, tail_id) select h.id, r.id, t.id from entities h, relations r, entities t where h.key = 'ec' and r.key = 'colour' and t.key = 'red'");
        await _service.EventuallyAsync("/items/b/similar?via=graph&n=2", answer => Ids(answer).SequenceEqual(["c", "f"]));
    }

    private static JsonNode Because(JsonObject answer, string item) =>
        answer["items"]!.AsArray().Single(other => other!["id"]!.GetValue<string>() == item)!["because"]!;

    private static List<string> Entities(JsonObject answer, string item) =>
    [
        .. Because(answer, item)["entities"]!.AsArray()
            .Select(entity => $"{entity!["name"]} {entity["id"]} {entity["relation"]} {string.Join(',', entity["items"]!.AsArray())}"),
    ];

    private static List<string> Ids(JsonObject answer) => [.. answer["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];
}
