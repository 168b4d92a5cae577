using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Http;

/// <summary>Bodies that are whole and do not fit.</summary>
public sealed class UnfitBodyTests(EmptyService empty) : IClassFixture<EmptyService>
{
    [Theory]
    [InlineData("""{"cron": 5}""", "'cron' must be text.")]
    [InlineData("""{"cron": null}""", "'cron' must not be null.")]
    [InlineData("""{"cron": "0 3 * * *", "run": []}""", "'run' is no field; there are: cron, timeZone, preset, settings.")]
    [InlineData("""{"cron": "0 3 * * *", "cron": "0 4 * * *"}""", "It has 'cron' twice.")]
    [InlineData("""{"cron": "0 3 * * *",\n}""", "It is not valid JSON at line 2, byte 1.")]
    [InlineData("[]", "It must be an object.")]
    [InlineData("{}", "It lacks 'cron'.")]
    public async Task AValueThatDoesNotFitIsNamedByItsPlaceAndNotByAType(string body, string detail)
    {
        using var content = new StringContent(body.Replace("\\n", "\n", StringComparison.Ordinal), null, "application/json");

        using var answer = await empty.Service.Client.PutAsync(new Uri("/training/schedules/nightly", UriKind.Relative), content, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldNotContain("KDiffE.");
        text.ShouldNotContain("System.");
        JsonNode.Parse(text)!["detail"]!.GetValue<string>().ShouldBe(detail);
    }
}
