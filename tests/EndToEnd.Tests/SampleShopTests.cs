using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>An application that ranks in its own process, with no database, by what the service's worker trains.</summary>
public sealed partial class SampleShopTests : IAsyncLifetime
{
    private const string User = "user-0001";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 200, items: 100);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task ShowsWhatTheServiceWouldRecommendAndFollowsItsSnapshots()
    {
        var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
        var shop = _site.StartSample("ForYou", "--urls", address.ToString());
        using var client = new HttpClient { BaseAddress = address };
        await shop.WaitForOutputAsync("No snapshot was found.", Patience);
        await shop.WaitForOutputAsync("Now listening on", Patience);
        (await StatusAsync(client, "/health")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        _site.StartWorker();

        var first = await TrainedAsync();

        await Eventually.IsAsync(async () => await StatusAsync(client, "/health") == HttpStatusCode.OK, Patience, () => shop.Output);
        using var api = await _site.StartApiAsync();
        await Eventually.IsAsync(async () => await StatusAsync(api, "/health/ready") == HttpStatusCode.OK, Patience);
        var page = await client.GetStringAsync(new Uri($"/{User}", UriKind.Relative), Cancelled);
        page.ShouldContain($"Model, {first}");
        var answer = await api.GetFromJsonAsync<JsonObject>(new Uri($"/users/{User}/recommendations?n=50", UriKind.Relative), Cancelled);
        // The shop's own rule leaves out what ends with 0.
        var expected = answer!["items"]!.AsArray().Where(item => !item!["id"]!.GetValue<string>().EndsWith('0')).Take(8).Select(item => item!["name"]!.GetValue<string>());
        Card().Matches(page).Select(card => WebUtility.HtmlDecode(card.Groups["name"].Value)).ShouldBe(expected);

        var second = await TrainedAsync();
        await Eventually.IsAsync(async () => (await client.GetStringAsync(new Uri($"/{User}", UriKind.Relative), Cancelled)).Contains(second), Patience);
        await api.PostAsync(new Uri("/snapshots/rollback", UriKind.Relative), content: null, Cancelled);
        await Eventually.IsAsync(async () => (await client.GetStringAsync(new Uri($"/{User}", UriKind.Relative), Cancelled)).Contains(first), Patience);
    }

    private async Task<string> TrainedAsync()
    {
        var run = await _site.UntilAsync(await _site.RequestAsync(epochs: 4), run => !run.IsActive, Patience);
        (run.State, run.Error).ShouldBe((RunState.Succeeded, null));
        return run.SnapshotVersion!;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        return answer.StatusCode;
    }

    [GeneratedRegex("<li>(?<name>[^<]*) <small>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Card();
}
