using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Images;

/// <summary><c>docker/compose.yaml</c>, brought up as its documentation says.</summary>
[Trait("Category", "Slow")]
public sealed class ComposeTests(Containers containers) : IClassFixture<Containers>, IAsyncLifetime
{
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
        var key = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docker", "secrets", "api-key"), Cancelled);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        await Eventually.IsAsync(async () => await StatusAsync("/health/ready") == HttpStatusCode.OK, Long, () => "no API is ready");
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

        var answer = JsonNode.Parse(await _http.GetStringAsync(new Uri("/users/user-0001/recommendations?n=3", UriKind.Relative), Cancelled))!;
        answer["source"]!.GetValue<string>().ShouldBe("model");
        answer["items"]!.AsArray().Count.ShouldBe(3);

        (await StatusAsync("/snapshots", key: false)).ShouldBe(HttpStatusCode.Unauthorized);
        await NothingSecretIsInTheEnvironmentAsync();
        await EverythingIsHardenedAsync();

        var killed = await ContainerAsync("api_1");
        var answers = await UnderLoadAsync(async () =>
        {
            await Containers.PodmanAsync("kill", "--signal=KILL", killed);
            await Task.Delay(TimeSpan.FromSeconds(5), Cancelled);
        });
        answers.Keys.ShouldBe([HttpStatusCode.OK]);
        answers[HttpStatusCode.OK].ShouldBeGreaterThan(100);

        // And the other way round, once it is back.
        await containers.ComposeAsync(_project, _port, "up", "-d");
        await Eventually.IsAsync(async () => await ApisThatServeAsync() == 2, TimeSpan.FromMinutes(2));
        await Containers.StopsAtOnceAsync(await ContainerAsync("api_2"));
        (await StatusAsync("/users/user-0001/recommendations")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, bool key = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (!key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "none");
        try
        {
            using var answer = await _http.SendAsync(request, Cancelled);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <summary>How often which status was answered while something happens: asked by eight at once, rankings by GET and by POST.</summary>
    private async Task<IReadOnlyDictionary<HttpStatusCode, int>> UnderLoadAsync(Func<Task> happening)
    {
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(1, 8).Select(client => Task.Run(async () =>
        {
            for (var n = 0; !over.IsCancellationRequested; n++)
            {
                var status = n % 4 == 0 ? await SessionAsync() : await StatusAsync($"/users/user-{((client * 97) + n) % 1000 + 1:0000}/recommendations");
                answers.AddOrUpdate(status, 1, (_, count) => count + 1);
            }
        }, Cancelled)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2), Cancelled);
        await happening();
        await over.CancelAsync();
        await Task.WhenAll(clients);
        return answers;
    }

    private async Task<HttpStatusCode> SessionAsync()
    {
        using var body = new StringContent("""{"items":[{"id":"noir-silent-pier-1930"}]}""", new MediaTypeHeaderValue("application/json"));
        try
        {
            using var answer = await _http.PostAsync(new Uri("/recommendations/session", UriKind.Relative), body, Cancelled);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
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

    private Task<string> ContainerAsync(string name) => Containers.PodmanAsync("ps", "--quiet", "--filter", $"name={_project}_{name}");

    private async Task<int> ApisThatServeAsync()
    {
        var nodes = JsonNode.Parse(await _http.GetStringAsync(new Uri("/nodes", UriKind.Relative), Cancelled))!;
        return nodes.ToJsonString().Split("\"kind\":\"api\"").Length - 1;
    }
}
