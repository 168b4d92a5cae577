using System.Net;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>Questions for a ranking that make no sense.</summary>
public sealed class UnfitQueryTests(FruitService fruit) : IClassFixture<FruitService>
{
    [Theory]
    [InlineData("cursor=nonsense", "'cursor' is not what an answer gave as next.")]
    [InlineData("diversity=2", "'diversity' must be a number from 0 to 1, not '2'.")]
    [InlineData("maxPerCategory=0", "'maxPerCategory' must be a whole number from 1 to 200, not '0'.")]
    [InlineData("cursor=", "'cursor' is not what an answer gave as next.")]
    [InlineData("categoryMatch=some", "'categoryMatch' must be one of any, all, not 'some'.")]
    [InlineData("where=year%20%3E%3D", "'where' is not valid at column 8: ")]
    [InlineData("fields=a,,b", "'fields' is not valid at column 1: ")]
    public async Task IsRefusedByName(string query, string detail)
    {
        var (status, problem) = await fruit.Service.GetAsync($"/items/popular?{query}");
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["detail"]!.GetValue<string>().ShouldStartWith(detail);
    }
}
