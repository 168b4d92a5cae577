using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Recommendations;

public sealed class RecommendationsTests(FruitService fruit) : IClassFixture<FruitService>
{
    private readonly Service _service = fruit.Service;

    [Fact]
    public async Task AKnownUserGetsUnseenItemsByScore()
    {
        var (status, body) = await _service.GetAsync("/users/ann/recommendations");
        status.ShouldBe(HttpStatusCode.OK);
        body.Remove("recommendationId").ShouldBeTrue();
        JsonNode.DeepEquals(body, JsonNode.Parse("""
            {"userId":"ann","snapshotVersion":"v1","source":"model","items":[
              {"id":"d/ö 50%🙂","name":"Date","score":2,"source":"model"},
              {"id":"c","name":null,"score":1.5,"source":"model"},
              {"id":"b","name":"Banana","score":0.5,"source":"model"},
              {"id":"e","name":"Elderberry","score":-1,"source":"model"}]}
            """)).ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task AnUnknownUserGetsThePopularItems()
    {
        var (status, body) = await _service.GetAsync("/users/nobody/recommendations?n=3");
        status.ShouldBe(HttpStatusCode.OK);
        body.Remove("next").ShouldBeTrue();
        body.Remove("recommendationId").ShouldBeTrue();
        JsonNode.DeepEquals(body, JsonNode.Parse("""
            {"userId":"nobody","snapshotVersion":"v1","source":"popular","items":[
              {"id":"b","name":"Banana","score":9,"source":"popular"},
              {"id":"e","name":"Elderberry","score":9,"source":"popular"},
              {"id":"c","name":null,"score":5,"source":"popular"}]}
            """)).ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task NIsHowManyItemsComeAtMost()
    {
        (await ItemsAsync("n=1")).ShouldBe(1);
        (await ItemsAsync("n=200")).ShouldBe(4);
        (await ItemsAsync("N=2")).ShouldBe(2);

        async Task<int> ItemsAsync(string query) =>
            (await _service.GetAsync("/users/ann/recommendations?" + query)).Body["items"]!.AsArray().Count;
    }

    [Theory]
    [InlineData("/users/s%2Ft/recommendations", "s/t", "b")]
    [InlineData("/users/s%252Ft/recommendations", "s%2Ft", "a")]
    [InlineData("/users/%73%2ft/recommendations/", "s/t", "b")]
    public async Task AnIdIsDecodedOnceWithItsSlashesAndPercentSigns(string path, string id, string best)
    {
        var (_, body) = await _service.GetAsync(path + "?n=1");
        body["userId"]!.GetValue<string>().ShouldBe(id);
        body["source"]!.GetValue<string>().ShouldBe("model");
        body["items"]![0]!["id"]!.GetValue<string>().ShouldBe(best);
    }

    [Fact]
    public async Task ConcurrentRequestsDoNotDisturbEachOther()
    {
        var expected = (await _service.GetAsync("/users/ann/recommendations")).Body["items"]!.ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _service.GetAsync("/users/ann/recommendations")));
        answers.ShouldAllBe(answer => answer.Body["items"]!.ToJsonString() == expected);
        answers.Select(answer => answer.Body["recommendationId"]!.GetValue<string>()).Distinct().Count().ShouldBe(answers.Length);
    }
}
