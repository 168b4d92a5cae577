using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>One API over two catalogues, with a worker for each.</summary>
public sealed class CataloguesTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Site _shop = new();
    private readonly Site _books = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _shop.InitializeAsync();
        await _books.InitializeAsync();
        await _shop.ImportAsync(users: 250, items: 120);
        _shop.Settings.Add(("Catalogues__books__ConnectionStrings__Postgres", _books.Database.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _books.DisposeAsync();
    }

    [Fact(Timeout = 300_000)]
    public async Task EachIsFilledTrainedAndServedByItself()
    {
        using var client = await _shop.StartApiAsync();
        var demo = _shop.PathOf("books");
        (await _shop.StartCommand("demo", demo, "--users", "300", "--items", "150").WaitForExitAsync(Limit)).ShouldBe(0);
        var import = _shop.StartCommand(["import", demo], ("Catalogue", "books"));
        (await import.WaitForExitAsync(Limit)).ShouldBe(0, import.Output);
        var workers = new[] { _shop.StartWorker(), _shop.StartWorker(("Catalogue", "books")) };
        var runs = new[] { await AskAsync(client, ""), await AskAsync(client, "/catalogues/books") };

        // Of the same number, in two databases.
        runs[0].ShouldBe(runs[1]);
        (await _shop.UntilAsync(runs[0], Ended, Limit)).Error.ShouldBeNull(workers[0].Output);
        (await _books.UntilAsync(runs[1], Ended, Limit)).Error.ShouldBeNull(workers[1].Output);

        (await ServedAsync(client, "")).ShouldBe(((await _shop.Catalog.GetServedAsync(Cancelled)).Active, 250, "database"));
        (await ServedAsync(client, "/catalogues/books")).ShouldBe(((await _books.Catalog.GetServedAsync(Cancelled)).Active, 300, "books"));
    }

    [Fact(Timeout = 300_000)]
    public async Task ACatalogueThatIsNotSetUpIsNamedAndNothingStarts()
    {
        var same = _shop.StartApi(new Uri($"http://127.0.0.1:{Site.FreePort()}"), settings: ("Catalogues__books__ConnectionStrings__Postgres", _shop.Database.ConnectionString));
        var unknown = _shop.StartWorker(("Catalogue", "films"));
        var wrong = _shop.StartApi(new Uri($"http://127.0.0.1:{Site.FreePort()}"), settings: ("Catalogues__books__Limits__RequestsPerSecond", "-1"));

        (await same.WaitForExitAsync(Limit)).ShouldBe(1);
        same.Output.ShouldContain("Catalogues:books and the default catalogue have the same ConnectionStrings:Postgres");
        (await unknown.WaitForExitAsync(Limit)).ShouldNotBe(0);
        unknown.Output.ShouldContain("Catalogue is 'films', and there is no Catalogues:films; there are books.");
        (await wrong.WaitForExitAsync(Limit)).ShouldBe(1);
        wrong.Output.ShouldContain("Catalogues:books: Limits:RequestsPerSecond must be from 0");
    }

    [Fact(Timeout = 300_000)]
    public async Task OneWithoutAKeyAnswersNobodyUntilItHasOneAndTheOthersMeanwhile()
    {
        var shop = await _shop.Get<ApiKeyStore>().CreateAsync("shop", [Role.Read], expiresAt: null, Cancelled);
        var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
        var api = _shop.StartApi(address, "Production");
        using var client = new HttpClient { BaseAddress = address };

        await Eventually.IsAsync(async () => await StatusAsync("/data", shop.Text) == 200, () => api.Output);
        await Eventually.IsAsync(() => Task.FromResult(api.Output.Contains("[books] Catalogue books answers nobody before it has a key", StringComparison.Ordinal)), () => api.Output);
        (await StatusAsync("/catalogues/books/data", key: null)).ShouldBe(401);
        (await StatusAsync("/catalogues/books/data", shop.Text)).ShouldBe(401);
        var books = await _books.Get<ApiKeyStore>().CreateAsync("books", [Role.Read], expiresAt: null, Cancelled);
        await Eventually.IsAsync(async () => await StatusAsync("/catalogues/books/data", books.Text) == 200, () => api.Output);
        (await StatusAsync("/data", books.Text)).ShouldBe(401);

        async Task<int> StatusAsync(string path, string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (key is not null)
                request.Headers.Authorization = new("Bearer", key);
            try
            {
                using var answer = await client.SendAsync(request, Cancelled);
                return (int)answer.StatusCode;
            }
            // It does not listen yet.
            catch (HttpRequestException)
            {
                return 0;
            }
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task ADatabaseThatIsAwayAndThenMadeKeepsNoOtherCatalogueFromAnswering()
    {
        var films = new Npgsql.NpgsqlConnectionStringBuilder(_books.Database.ConnectionString) { Database = $"films_{Guid.NewGuid():N}" };
        _shop.Settings.Add(("Catalogues__films__ConnectionStrings__Postgres", films.ConnectionString));
        using var client = await _shop.StartApiAsync();
        await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/data", UriKind.Relative), Cancelled)).IsSuccessStatusCode);
        ((int)(await client.GetAsync(new Uri("/catalogues/films/data", UriKind.Relative), Cancelled)).StatusCode).ShouldBe(503);

        await _books.Database.ExecuteAsync($"create database {films.Database}");
        try
        {
            await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/catalogues/films/data", UriKind.Relative), Cancelled)).IsSuccessStatusCode);
            (await client.GetAsync(new Uri("/data", UriKind.Relative), Cancelled)).IsSuccessStatusCode.ShouldBeTrue();
        }
        finally
        {
            await _books.Database.ExecuteAsync($"drop database {films.Database} with (force)");
        }
    }

    private static bool Ended(TrainingRun run) => run.State is not (RunState.Queued or RunState.Running);

    private static async Task<long> AskAsync(HttpClient client, string at)
    {
        await Eventually.IsAsync(async () => (await client.GetAsync(new Uri($"{at}/training/runs", UriKind.Relative), Cancelled)).IsSuccessStatusCode);
        using var answer = await client.PostAsJsonAsync(
            new Uri($"{at}/training/runs", UriKind.Relative), new { settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = "6", ["KDiffE:Dim"] = "16" } }, Cancelled);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancelled));
        answer.Headers.Location!.OriginalString.ShouldStartWith($"{at}/training/runs/");
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["id"]!.GetValue<long>();
    }

    private static async Task<(string? Version, int Users, string? Dataset)> ServedAsync(HttpClient client, string at)
    {
        var last = "";
        await Eventually.IsAsync(
            async () =>
            {
                using var answer = await client.GetAsync(new Uri($"{at}/health/ready", UriKind.Relative), Cancelled);
                last = await answer.Content.ReadAsStringAsync(Cancelled);
                return answer.IsSuccessStatusCode;
            },
            () => last);
        var snapshots = (await client.GetFromJsonAsync<JsonObject>(new Uri($"{at}/snapshots", UriKind.Relative), Cancelled))!;
        var users = (await client.GetFromJsonAsync<JsonObject>(new Uri($"{at}/data", UriKind.Relative), Cancelled))!["users"]!["count"]!.GetValue<int>();
        var served = snapshots["served"]!.GetValue<string>();
        return (served, users, snapshots["snapshots"]!.AsArray().Single(one => one!["version"]!.GetValue<string>() == served)!["dataset"]?.GetValue<string>());
    }
}
