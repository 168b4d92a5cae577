using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Items;

public sealed class ItemsTests(FruitService fruit) : IClassFixture<FruitService>
{
    private readonly Service _service = fruit.Service;

    [Fact]
    public async Task SimilarItemsComeByCosineWithoutTheItemItself()
    {
        var (status, body) = await _service.GetAsync("/items/a/similar");
        status.ShouldBe(HttpStatusCode.OK);
        body["itemId"]!.GetValue<string>().ShouldBe("a");
        body["snapshotVersion"]!.GetValue<string>().ShouldBe("v1");
        Ids(body).ShouldBe(["d/ö 50%🙂", "c", "b", "e"]);
        body["items"]!.AsArray().Select(x => x!["score"]!.GetValue<double>())
            .ShouldBe([1, Math.Sqrt(0.5), 0, -1], tolerance: 1e-6);
    }

    [Fact]
    public async Task AnItemIsFoundByAnyIdHoweverStrange()
    {
        var (status, body) = await _service.GetAsync($"/items/{Uri.EscapeDataString("d/ö 50%🙂")}/similar?n=1");
        status.ShouldBe(HttpStatusCode.OK);
        Ids(body).ShouldBe(["a"]);
    }

    [Fact]
    public async Task PopularItemsComeByInteractions()
    {
        var (_, body) = await _service.GetAsync("/items/popular");
        Ids(body).ShouldBe(["b", "e", "c", "a", "d/ö 50%🙂"]);
        body["items"]![0]!["score"]!.GetValue<int>().ShouldBe(9);
        body["items"]![0]!["source"]!.GetValue<string>().ShouldBe("popular");
    }

    [Fact]
    public async Task AnUnknownItemIsNotFound()
    {
        var (status, body) = await _service.GetAsync("/items/nothing/similar");
        status.ShouldBe(HttpStatusCode.NotFound);
        body["type"]!.GetValue<string>().ShouldBe("/errors/unknown-item");
        body["detail"]!.GetValue<string>().ShouldContain("'nothing'");
    }

    private static IEnumerable<string> Ids(JsonObject body) => body["items"]!.AsArray().Select(x => x!["id"]!.GetValue<string>());
}
