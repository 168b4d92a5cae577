using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Client;
using KDiffE.Client.Metrics.Online;
using KDiffE.Client.Models;
using KDiffE.TestKit;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace KDiffE.EndToEnd.Tests;

/// <summary>What a backend does in a day, with the clients that are generated from the description.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private const string User = "user-0001";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);
    private readonly Site _site = new();
    private HttpClient _http = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 60, items: 60);
        _http = await _site.StartApiAsync();
        _site.StartWorker();
        var run = await _site.RequestAsync(epochs: 2);
        (await _site.UntilAsync(run, r => !r.IsActive, Long)).SnapshotVersion.ShouldNotBeNull();
        await Eventually.IsAsync(async () => (await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).IsSuccessStatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task TheClientOfDotNetWritesRowsAndReadsThemBack()
    {
        using var adapter = Adapter();
        var client = new KDiffEClient(adapter);
        var popular = (await client.Items.Popular.GetAsync(request => request.QueryParameters.N = 3, Cancelled))!.Items!.Select(item => item.Id!).ToList();

        // An id that the path has to encode.
        await client.Items["new/film"].PutAsync(
            new ItemFields { Name = "The New Film", Categories = ["noir"], Attributes = new() { AdditionalData = { ["year"] = 2026 } } }, cancellationToken: Cancelled);
        await client.Items["new/film"].PatchAsync(new ItemFields { Hidden = true }, cancellationToken: Cancelled);
        var item = (await client.Items["new/film"].GetAsync(cancellationToken: Cancelled))!;
        (item.Id, item.Name, item.Hidden, item.Entity).ShouldBe(("new/film", "The New Film", true, null));
        item.Categories.ShouldBe(["noir"]);
        item.Attributes!.AdditionalData.Keys.ShouldBe(["year"]);

        List<InteractionFields> events = [new() { User = "ann", Item = popular[0], EventType = "view" }, new() { User = "ann", Item = popular[1], Weight = 4.5 }];
        var written = (await client.Interactions.PostAsync(new() { InteractionFields = events }, cancellationToken: Cancelled))!;
        (written.Inserted, written.Updated, written.Unchanged).ShouldBe((2, 0, 0));
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes($$"""
            {"user": "ann", "item": "{{popular[2]}}", "eventType": "view", "occurredAt": "2026-01-31T12:00:00Z"}
            {"user": "ann"}
            """));
        var bulk = (await client.Interactions.Bulk.PostAsync(lines, "application/x-ndjson", cancellationToken: Cancelled))!;
        (bulk.Read, bulk.Inserted, bulk.Rejected).ShouldBe((2, 1, 1));
        bulk.Errors!.Select(error => (error.Line, error.Field)).ShouldBe([(2, "item")]);
        (await client.Users["ann"].Interactions.GetAsync(cancellationToken: Cancelled))!.Interactions!.Select(interaction => interaction.Item).ShouldBe(popular, ignoreOrder: true);

        // The API hears of what was written within two seconds.
        RecommendationsResponse? recommended = null;
        await Eventually.IsAsync(
            async () => (recommended = await client.Users["ann"].Recommendations.GetAsync(request =>
            {
                (request.QueryParameters.N, request.QueryParameters.Where) = (3, "year >= 1900");
                (request.QueryParameters.Fields, request.QueryParameters.Explain) = ("year", true);
            }, Cancelled))!.Source == RecommendationSource.Fold_in);
        recommended!.Items!.ShouldAllBe(ranked => ranked.Because!.LikedItems!.All(liked => popular.Contains(liked.Id!)) && ranked.Attributes!.AdditionalData.ContainsKey("year"));
        recommended.Items!.Select(ranked => ranked.Id).ShouldNotContain(id => popular.Contains(id!));
        var next = (await client.Users["ann"].Recommendations.GetAsync(request =>
        {
            (request.QueryParameters.N, request.QueryParameters.Where) = (3, "year >= 1900");
            (request.QueryParameters.Fields, request.QueryParameters.Explain, request.QueryParameters.Cursor) = ("year", true, recommended.Next);
        }, Cancelled))!;
        next.Items!.Select(ranked => ranked.Id).ShouldNotContain(id => recommended.Items!.Exists(before => before.Id == id));

        (await client.Items[popular[0]].Similar.GetAsync(request => request.QueryParameters.N = 3, Cancelled))!.Items!.Count.ShouldBe(3);
        await client.Users["ann"].DeleteAsync(cancellationToken: Cancelled);
        (await Should.ThrowAsync<ProblemDetails>(() => client.Users["ann"].GetAsync(cancellationToken: Cancelled))).Type.ShouldBe(ProblemDetails_type.ErrorsUnknownUser);
    }

    [Fact]
    public async Task TheClientOfDotNetAsksTellsWhatBecameOfItAndReadsTheMetrics()
    {
        using var adapter = Adapter();
        var client = new KDiffEClient(adapter);

        var answer = (await client.Users[User].Recommendations.GetAsync(request => request.QueryParameters.N = 3, Cancelled))!;
        (answer.UserId, answer.Source, answer.Items!.Count, answer.Degraded).ShouldBe((User, RecommendationSource.Model, 3, null));

        var entries = answer.Items.Select(item => new FeedbackRequestEntry { RecommendationId = answer.RecommendationId, ItemId = item.Id, Kind = FeedbackKind.Impression }).ToList();
        entries.Add(new() { RecommendationId = answer.RecommendationId, ItemId = answer.Items[0].Id, Kind = FeedbackKind.Click, OccurredAt = DateTimeOffset.UtcNow });
        var kept = (await client.Feedback.PostAsync(new FeedbackRequest { Entries = entries }, cancellationToken: Cancelled))!;
        (kept.Accepted, kept.Repeated, kept.Refused, kept.Errors!.Count).ShouldBe((4, 0, 0, 0));

        var online = (await client.Metrics.Online.GetAsync(request => request.QueryParameters.By = GetByQueryParameterType.Snapshot, Cancelled))!.Single();
        (online.SnapshotVersion, online.Canary, online.Impressions, online.Clicks, online.Items).ShouldBe((answer.SnapshotVersion, false, 3, 1, 3));
        online.Coverage!.Value.ShouldBeInRange(3.0 / 60, 1);

        var offline = (await client.Metrics.Offline.GetAsync(cancellationToken: Cancelled))!.Single();
        (offline.SnapshotVersion, offline.State, offline.Epoch).ShouldBe((answer.SnapshotVersion, SnapshotState.Active, null));
        offline.TestRecall.ShouldNotBeNull();
        offline.MostPopularRecall.ShouldNotBeNull();
        var epochs = (await client.Metrics.Offline.GetAsync(request => request.QueryParameters.Run = offline.TrainingRunId, Cancelled))!;
        epochs.Select(epoch => epoch.Epoch).ShouldBe([1, 2]);
        epochs.ShouldAllBe(epoch => epoch.Loss != null && epoch.Seconds > 0);

        var problem = await Should.ThrowAsync<ProblemDetails>(() => client.Items["nobody/knows this"].Similar.GetAsync(cancellationToken: Cancelled));
        (problem.Status, problem.Type, problem.ResponseStatusCode).ShouldBe((404, ProblemDetails_type.ErrorsUnknownItem, 404));
    }

    [Fact]
    public async Task TheDataOfEventsIsWhatTheDescriptionSays()
    {
        var schemas = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(CheckoutFolder.Root, "docs", "openapi.json"), Cancelled))!["components"]!["schemas"]!;
        await using var stream = await _http.GetStreamAsync(new Uri("/training/runs/1/events", UriKind.Relative), Cancelled);
        var kinds = new HashSet<string>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancelled))
        {
            kinds.Add(item.EventType);
            var schema = schemas[item.EventType == "epoch" ? "RunEpochEvent" : "RunStateEvent"]!;
            JsonNode.Parse(item.Data)!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal)
                .ShouldBe(schema["required"]!.AsArray().Select(name => name!.GetValue<string>()).Order(StringComparer.Ordinal));
        }

        kinds.Order(StringComparer.Ordinal).ShouldBe(["epoch", "state"]);
    }

    [Fact]
    public async Task TheClientOfTypeScriptDoesTheSame()
    {
        var folder = Path.Combine(CheckoutFolder.Root, "clients", "typescript");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "openapi-fetch")), "clients/typescript is not installed: eng/contract/check.sh does that where Node.js is.");

        var output = await RunAsync(folder, "npm", "test");

        output.ShouldContain("# pass 5");
        output.ShouldContain("# skipped 0");
    }

    [Fact]
    public async Task TheClientOfPythonDoesTheSameAndFollowsARun()
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python), "There is no Python here.");

        var output = await RunAsync(Path.Combine(CheckoutFolder.Root, "clients", "python"), python, "-B", "-m", "unittest", "discover", "tests");

        output.ShouldContain("Ran 10 tests");
        output.TrimEnd().ShouldEndWith("OK");
    }

    private async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        await using var tests = new CommandProcess(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            Environment = { ["KDIFFE_URL"] = _http.BaseAddress!.ToString(), ["KDIFFE_USER"] = User, ["NO_PROXY"] = "*", ["PYTHONPATH"] = folder },
        });
        (await tests.WaitForExitAsync(Long)).ShouldBe(0, tests.Output);
        return tests.Output;
    }

    private HttpClientRequestAdapter Adapter() =>
        new(new AnonymousAuthenticationProvider(), httpClient: new HttpClient()) { BaseUrl = _http.BaseAddress!.ToString().TrimEnd('/') };
}
