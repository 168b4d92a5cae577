using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Images;

/// <summary><c>docker/compose.yaml</c>, brought up as its documentation says.</summary>
[Trait("Category", "Slow")]
public sealed class ComposeTests(Containers containers, ITestOutputHelper output) : IClassFixture<Containers>, IAsyncLifetime
{
    private const int Clients = 8;
    private const string CutShort = "OK, and cut short";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly string _project = $"kdiffe{Guid.NewGuid():n}"[..14];
    private readonly int _port = Site.FreePort();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!Containers.CanRun)
            return;
        await containers.ComposeAsync(_project, _port, "--profile", "demo", "up", "-d");
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_port}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (Containers.CanRun)
            await containers.ComposeAsync(_project, _port, "--profile", "demo", "down", "--volumes", "--timeout", "5");
    }

    [Fact]
    public async Task OneCommandBringsARecommendationThroughTheProxyWhichNoRequestMissesWhenAnApiIsKilled()
    {
        Containers.Require();

        // While the first model is trained no API is ready, and what people do comes in all the same.
        await Eventually.IsAsync(async () => await AskAsync("/health/live") == "OK");
        (await AskAsync("/snapshots")).ShouldBe("Unauthorized");
        var key = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docker", "secrets", "api-key"), Cancelled);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        (await AskAsync("/health/ready")).ShouldBe("ServiceUnavailable");
        (await AskAsync("/interactions", """{"user":"somebody","item":"noir-silent-pier-1930"}""")).ShouldBe("OK");

        await Eventually.IsAsync(async () => await AskAsync("/health/ready") == "OK", Long, () => "no API is ready");
        var answer = JsonNode.Parse(await _http.GetStringAsync(new Uri("/users/user-0001/recommendations?n=3", UriKind.Relative), Cancelled))!;
        answer["source"]!.GetValue<string>().ShouldBe("model");
        answer["items"]!.AsArray().Count.ShouldBe(3);
        await NothingSecretIsInTheEnvironmentAsync();
        await EverythingIsHardenedAsync();
        await Eventually.IsAsync(async () => await HealthAsync(Api(1)) == "healthy");

        var outcomes = await UnderLoadAsync(async () =>
        {
            await Containers.PodmanAsync("kill", "--signal=KILL", Api(1));
            await Task.Delay(TimeSpan.FromSeconds(5), Cancelled);
        });
        output.WriteLine(string.Join(", ", outcomes.Select(outcome => $"{outcome.Key}: {outcome.Value}")));
        // No proxy takes back what a client has: answers that were under way with the killed one may end too early, and nothing else.
        outcomes.Keys.Except([CutShort], StringComparer.Ordinal).ShouldBe(["OK"]);
        outcomes.GetValueOrDefault(CutShort).ShouldBeLessThan(Clients);
        outcomes["OK"].ShouldBeGreaterThan(100);

        // And the other way round, once it is back.
        await containers.ComposeAsync(_project, _port, "up", "-d");
        await Eventually.IsAsync(async () => await HealthAsync(Api(1)) == "healthy");
        await Containers.EndsAtOnceAsync(Api(2));
        (await AskAsync("/users/user-0001/recommendations")).ShouldBe("OK");

        await containers.ComposeAsync(_project, _port, "stop");
        // 143 is of a process that had only just been started again, and did not listen to the signal yet.
        foreach (var container in await ContainersAsync())
            (await Containers.PodmanAsync("inspect", "--format={{.State.ExitCode}} {{.Name}}", container)).ShouldMatch("^(0|143) ");
    }

    /// <summary>The name of the status that a request was answered with, or what went wrong.</summary>
    private async Task<string> AskAsync(string path, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
            return await IsWholeAsync(answer) ? answer.StatusCode.ToString() : CutShort;
        }
        catch (HttpRequestException error)
        {
            return error.Message;
        }
    }

    private static async Task<bool> IsWholeAsync(HttpResponseMessage answer)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(Cancelled);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>How often which outcome was seen while something happens: asked by several at once, rankings by GET and by POST.</summary>
    private async Task<IReadOnlyDictionary<string, int>> UnderLoadAsync(Func<Task> happening)
    {
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(1, Clients).Select(client => Task.Run(async () =>
        {
            for (var n = 0; !over.IsCancellationRequested; n++)
            {
                var outcome = n % 4 == 0
                    ? await AskAsync("/recommendations/session", """{"items":[{"id":"noir-silent-pier-1930"}]}""")
                    : await AskAsync($"/users/user-{(((client * 97) + n) % 1000) + 1:0000}/recommendations");
                outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
            }
        }, Cancelled)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2), Cancelled);
        await happening();
        await over.CancelAsync();
        await Task.WhenAll(clients);
        return outcomes;
    }

    private async Task NothingSecretIsInTheEnvironmentAsync()
    {
        var password = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docker", "secrets", "postgres-password"), Cancelled);
        var described = await Containers.PodmanAsync(["inspect", .. await ContainersAsync()]);
        described.ShouldNotContain(password.Trim());
        described.ShouldNotContain("kdiffe_");
    }

    private async Task EverythingIsHardenedAsync()
    {
        foreach (var container in await ContainersAsync())
        {
            var host = JsonNode.Parse(await Containers.PodmanAsync("inspect", container))![0]!;
            var name = host["Name"]!.GetValue<string>();
            host["HostConfig"]!["ReadonlyRootfs"]!.GetValue<bool>().ShouldBeTrue(name);
            host["HostConfig"]!["Memory"]!.GetValue<long>().ShouldBeGreaterThan(0, name);
            (host["EffectiveCaps"]?.AsArray().Count ?? 0).ShouldBe(0, name);
        }
    }

    private async Task<string[]> ContainersAsync() =>
        (await Containers.PodmanAsync("ps", "--all", "--quiet", "--filter", $"name={_project}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Api(int number) => $"{_project}_api_{number}";

    private static Task<string> HealthAsync(string container) => Containers.PodmanAsync("inspect", "--format={{.State.Health.Status}}", container);
}
