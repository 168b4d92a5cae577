using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Api.Tests.Http;

/// <summary>Every error is problem details with a stable type.</summary>
public sealed class ErrorsTests(FruitService fruit) : IClassFixture<FruitService>
{
    private readonly Service _service = fruit.Service;

    [Theory]
    [InlineData("/users/ann/recommendations?limit=3", "'limit'")]
    [InlineData("/users/ann/recommendations?n=3&callback=x", "'callback'")]
    [InlineData("/items/a/similar?m=3", "'m'")]
    [InlineData("/items/popular?", null)]
    [InlineData("/snapshots?n=3", "'n'")]
    [InlineData("/health/ready?x", "'x'")]
    public async Task AnUnknownQueryParameterIsNamedAndNeverIgnored(string path, string? name)
    {
        using var response = await GetAsync(path);
        if (name is null)
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        else
            await IsProblemAsync(response, HttpStatusCode.BadRequest, "/errors/unknown-parameter", name);
    }

    [Theory]
    [InlineData("n=0")]
    [InlineData("n=201")]
    [InlineData("n=-1")]
    [InlineData("n=ten")]
    [InlineData("n=")]
    [InlineData("n")]
    [InlineData("n=1.5")]
    [InlineData("n=99999999999")]
    [InlineData("n=1&n=2")]
    public async Task AValueThatMakesNoSenseIsRefused(string query)
    {
        foreach (var path in (string[])["/users/ann/recommendations", "/users/nobody/recommendations", "/items/a/similar", "/items/popular"])
        {
            using var response = await GetAsync($"{path}?{query}");
            await IsProblemAsync(response, HttpStatusCode.BadRequest, "/errors/invalid-parameter", "'n'");
        }
    }

    [Theory]
    [InlineData("GET", "/items/popular?n=ten", "'n' must be a whole number from 1 to 200, not 'ten'.")]
    [InlineData("GET", "/items/popular?n=201", "'n' must be a whole number from 1 to 200, not '201'.")]
    [InlineData("GET", "/items/popular?n=1&n=2", "'n' is given more than once.")]
    [InlineData("GET", "/training/runs?before=x&n=5", "'before' must be a whole number from 1 to 9223372036854775807, not 'x'.")]
    [InlineData("POST", "/training/runs?queue=perhaps", "'queue' must be true or false, not 'perhaps'.")]
    public async Task AValueIsRefusedWithItsNameWhatItMayBeAndWhatItIs(string method, string path, string detail)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await IsProblemAsync(response, HttpStatusCode.BadRequest, "/errors/invalid-parameter", detail);
    }

    [Fact]
    public async Task ABodyThatIsNotJsonIsRefusedUnread()
    {
        using var form = new StringContent("{}", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _service.Client.PostAsync(new Uri("/training/runs", UriKind.Relative), form, TestContext.Current.CancellationToken);
        await IsProblemAsync(response, HttpStatusCode.UnsupportedMediaType, "/errors/bad-request", null);
    }

    [Theory]
    [InlineData("/users/{0}/recommendations", "ö")]
    [InlineData("/items/{0}/similar", "ö")]
    [InlineData("/items/{0}/similar", "😀")]
    public async Task AnIdOfMoreThan200CharactersIsRefused(string path, string character)
    {
        using var longest = await GetAsync(string.Format(path, Uri.EscapeDataString(string.Concat(Enumerable.Repeat(character, 200)))));
        longest.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
        using var tooLong = await GetAsync(string.Format(path, Uri.EscapeDataString(string.Concat(Enumerable.Repeat(character, 201)))));
        await IsProblemAsync(tooLong, HttpStatusCode.BadRequest, "/errors/invalid-id", "201");
    }

    [Fact]
    public async Task AnUnknownRouteAndAWrongMethodAreProblemsToo()
    {
        using var unknown = await GetAsync("/nowhere");
        await IsProblemAsync(unknown, HttpStatusCode.NotFound, "/errors/unknown-route", null);
        using var posted = await _service.Client.PostAsync(new Uri("/items/popular", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        await IsProblemAsync(posted, HttpStatusCode.MethodNotAllowed, "/errors/method-not-allowed", null);
    }

    [Fact]
    public async Task AnUnexpectedFailureTellsNothingOfItself()
    {
        await using var broken = new Service();
        await broken.InitializeAsync();
        broken.Start(configure: builder => builder.ConfigureServices(services =>
            services.AddSingleton<IStartupFilter>(new BrokenRoute())));
        using var response = await broken.Client.GetAsync(new Uri("/nowhere", UriKind.Relative), TestContext.Current.CancellationToken);
        await IsProblemAsync(response, HttpStatusCode.InternalServerError, "/errors/internal", null);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("secret");
    }

    private Task<HttpResponseMessage> GetAsync(string path) =>
        _service.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task IsProblemAsync(HttpResponseMessage response, HttpStatusCode status, string type, string? detail)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("application/problem+json"));
        var problem = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        problem["type"]!.GetValue<string>().ShouldBe(type);
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        if (detail is not null)
            problem["detail"]!.GetValue<string>().ShouldContain(detail);
    }
}
