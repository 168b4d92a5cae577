using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Api.Tests.Access;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Tests.Logins;

/// <summary>A browser is logged in with a key, and asks with a cookie that does not hold it.</summary>
public sealed class LoginTests(KeyedService keyed) : IClassFixture<KeyedService>, IDisposable
{
    private const string Header = "X-Requested-With";

    // One that keeps cookies would send those of a login before beside the ones that a test sends.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = keyed.Service.Client.BaseAddress };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task ABrowserAsksWithACookieThatScriptsCannotReadAndOtherSitesCannotSend()
    {
        var key = keyed[Role.Admin];
        using var answer = await LogInAsync(key);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var who = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        (who["client"]!.ToString(), who["roles"]![0]!.ToString(), who["open"]!.GetValue<bool>()).ShouldBe(("only-Admin", "admin", false));
        var rules = cookie.Split("; ").Skip(1).Select(rule => rule.ToUpperInvariant()).ToList();
        rules.ShouldContain("HTTPONLY");
        rules.ShouldContain("SAMESITE=STRICT");
        rules.ShouldContain("PATH=/");
        (await StatusAsync("GET", "/keys", Pair(cookie))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("GET", "/login", Pair(cookie))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task NeitherTheCookieNorTheDatabaseHoldsWhatOneCouldLogInWith()
    {
        var key = keyed[Role.Read];
        var cookie = await CookieAsync(key);
        var text = cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var rows = await keyed.Service.QueryAsync<string>("select logins::text from logins");
        var secret = key[^64..];

        cookie.ShouldNotContain(secret);
        cookie.ShouldNotContain(key["kdiffe_".Length..^65]);
        rows.Count.ShouldBeGreaterThan(0);
        rows.ShouldAllBe(row => !row.Contains(text) && !row.Contains(secret));
    }

    [Fact]
    public async Task ALoginMayWhatItsKeyMayAndNoMore()
    {
        var cookie = await CookieAsync(keyed[Role.Read]);

        (await StatusAsync("GET", "/snapshots", cookie)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("POST", "/snapshots/rollback", cookie, Header)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync("GET", "/keys", cookie)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task NothingChangesWithoutTheHeaderThatOtherSitesCannotSend()
    {
        var cookie = await CookieAsync(keyed[Role.Admin]);

        (await StatusAsync("POST", "/training/runs/cancel?state=queued", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("POST", "/logout", cookie)).ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync("GET", "/login", cookie)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("POST", "/training/runs/cancel?state=queued", cookie, Header)).ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task LoggingOutEndsTheLoginForWhoeverHasTheCookie()
    {
        var cookie = await CookieAsync(keyed[Role.Read]);
        using var answer = await SendAsync("POST", "/logout", cookie, Header);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Pair(answer.Headers.GetValues("Set-Cookie").Single()).ShouldBe("kdiffe_login=");
        (await StatusAsync("GET", "/snapshots", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task RevokingTheKeyEndsTheLogin()
    {
        var key = await keyed.CreateAsync("leaver", Role.Read);
        var cookie = await CookieAsync(key);
        (await StatusAsync("GET", "/snapshots", cookie)).ShouldBe(HttpStatusCode.OK);

        using var revoked = await keyed.SendAsync("POST", $"/keys/{key["kdiffe_".Length..^65]}/revoke", keyed[Role.Admin]);

        revoked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("GET", "/snapshots", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ALoginEndsByItselfAndIsForgotten()
    {
        var cookie = await CookieAsync(await keyed.CreateAsync("sleeper", Role.Read));
        await keyed.Service.ExecuteAsync("update logins set expires_at = now() - interval '1 second' where key_id = (select id from api_keys where client = 'sleeper')");

        (await StatusAsync("GET", "/snapshots", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
        await CookieAsync(keyed[Role.Read]);
        (await keyed.Service.QueryAsync<long>("select count(*) from logins where expires_at <= now()")).ShouldBe([0]);
    }

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("kdiffe_000000000000_0000000000000000000000000000000000000000000000000000000000000000", HttpStatusCode.Unauthorized)]
    public async Task WhatIsNoKeyLogsNobodyIn(string key, HttpStatusCode status)
    {
        using var answer = await LogInAsync(key);

        answer.StatusCode.ShouldBe(status);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task AKeyThatMayNotReadLogsNobodyIn()
    {
        using var answer = await LogInAsync(keyed[Role.Ingest]);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("kdiffe_login=")]
    [InlineData("kdiffe_login=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("kdiffe_login=%00%27")]
    public async Task AForgedCookieIsNone(string cookie) =>
        (await StatusAsync("GET", "/snapshots", cookie)).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task AKeyThatIsSentCountsBeforeTheCookie()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/keys");
        request.Headers.Add("Cookie", await CookieAsync(keyed[Role.Admin]));
        request.Headers.Add("X-Api-Key", keyed[Role.Read]);
        using var answer = await _client.SendAsync(request, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string Pair(string cookie) => cookie.Split(';')[0];

    private async Task<string> CookieAsync(string key)
    {
        using var answer = await LogInAsync(key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancelled));
        return Pair(answer.Headers.GetValues("Set-Cookie").Single());
    }

    private Task<HttpResponseMessage> LogInAsync(string key) =>
        _client.PostAsJsonAsync(new Uri("/login", UriKind.Relative), new { key }, Cancelled);

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string cookie, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Cookie", cookie);
        foreach (var header in headers)
            request.Headers.Add(header, "tests");
        return await _client.SendAsync(request, Cancelled);
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string path, string cookie, params string[] headers)
    {
        using var answer = await SendAsync(method, path, cookie, headers);
        return answer.StatusCode;
    }
}
