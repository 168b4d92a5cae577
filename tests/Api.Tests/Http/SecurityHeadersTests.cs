
namespace KDiffE.Api.Tests.Http;

/// <summary>What answers tell browsers.</summary>
public sealed class SecurityHeadersTests(FruitService fruit) : IClassFixture<FruitService>
{
    private const string Origin = "https://shop.example";

    private readonly Service _service = fruit.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/items/popular", "default-src 'none'")]
    [InlineData("/health/live", "default-src 'none'")]
    [InlineData("/nowhere", "default-src 'none'")]
    [InlineData("/items/popular?n=0", "default-src 'none'")]
    [InlineData("/users/../x", "default-src 'none'")]
    [InlineData("/swagger/index.html", "default-src 'self'")]
    [InlineData("/swagger/swagger-ui-bundle.js", "default-src 'self'")]
    [InlineData("/", "default-src 'none'; script-src 'self'; style-src 'self'; ")]
    [InlineData("/ui/runs/7", "default-src 'none'; script-src 'self'; style-src 'self'; ")]
    [InlineData("/assets/unknown.js", "default-src 'none'")]
    [InlineData("/hangfire", "default-src 'self'")]
    public async Task EveryAnswerHasThemAndOnlyPagesMayHaveParts(string path, string policy)
    {
        var answer = await RawHttp.AskAsync(_service.Client.BaseAddress!, "GET", path);

        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "X-Frame-Options").ShouldBe("DENY");
        Header(answer, "Referrer-Policy").ShouldBe("no-referrer");
        Header(answer, "Content-Security-Policy")!.ShouldStartWith(policy);
        Header(answer, "Content-Security-Policy")!.ShouldContain("frame-ancestors 'none'");
        Header(answer, "Server").ShouldBeNull();
        Header(answer, "Strict-Transport-Security").ShouldBeNull();
        Header(answer, "Access-Control-Allow-Origin").ShouldBeNull();
    }

    [Fact]
    public async Task OtherSitesPagesMayNotAskUnlessTheConfigurationNamesThem()
    {
        await using var named = new Service();
        await named.InitializeAsync();
        named.Start(configure: builder => builder.UseSetting("Cors:Origins:0", Origin));

        (await PreflightAsync(_service, Origin)).ShouldBeNull();
        (await PreflightAsync(named, Origin)).ShouldBe(Origin);
        (await PreflightAsync(named, "https://shop.example.evil")).ShouldBeNull();
        (await PreflightAsync(named, "http://shop.example")).ShouldBeNull();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("shop.example")]
    [InlineData("https://shop.example/path")]
    public async Task WhatIsNoOriginIsNotTakenForOne(string origin)
    {
        await using var service = new Service();
        await service.InitializeAsync();

        Should.Throw<InvalidOperationException>(() => service.Start(configure: builder => builder.UseSetting("Cors:Origins:0", origin)))
            .Message.ShouldContain($"Cors:Origins has '{origin}'");
    }

    private static async Task<string?> PreflightAsync(Service service, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/snapshots");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var answer = await service.Client.SendAsync(request, Cancelled);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }

    private static string? Header(RawAnswer answer, string name) =>
        answer.Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
