using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>A user of whom the model has learnt nothing, though something was seen: a row of zeros.</summary>
public sealed class UnlearntUserTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Catalogue.Content("v1") with { UserEmbeddings = [0, 0, 0, 1, 0, -1], SeenItems = [1] });
        _service.Start();
        await _service.ServesAsync("v1");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task GetsThePopularItemsWithoutWhatWasSeen()
    {
        var (status, body) = await _service.GetAsync("/users/ann/recommendations?n=2");

        status.ShouldBe(HttpStatusCode.OK);
        body.Remove("next");
        body.Remove("recommendationId").ShouldBeTrue();
        // The most popular one is b, which ann has seen and did not like.
        JsonNode.DeepEquals(body, JsonNode.Parse("""
            {"userId":"ann","snapshotVersion":"v1","source":"popular","items":[
              {"id":"e","name":"Elderberry","score":9,"source":"popular"},
              {"id":"c","name":null,"score":5,"source":"popular"}]}
            """)).ShouldBeTrue(body.ToJsonString());
    }
}
