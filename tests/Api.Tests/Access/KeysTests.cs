using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Access;

/// <summary>Keys over HTTP: made, used, rotated, revoked.</summary>
public sealed class KeysTests(KeyedService keyed) : IClassFixture<KeyedService>
{
    private readonly Service _service = keyed.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStreamOfEventsEndsWithItsKeyAndGoesOnWithAnother()
    {
        var run = await _service.Get<RunStore>().RequestAsync(new RunArguments("default", new Dictionary<string, string>()), null, queue: true, Cancelled);
        var path = $"/training/runs/{run.Run.Id}/events";
        using var revoked = await keyed.SendAsync("GET", path, await keyed.CreateAsync("watching", Role.Read));
        using var other = await keyed.SendAsync("GET", path, keyed[Role.Read]);
        var (ends, goesOn) = (revoked.Content.ReadAsStringAsync(Cancelled), other.Content.ReadAsStringAsync(Cancelled));
        var key = (await AdminAsync("GET", "/keys")).Body["keys"]!.AsArray().Single(k => k!["client"]!.GetValue<string>() == "watching")!;

        await AdminAsync("POST", $"/keys/{key["id"]}/revoke");

        (await ends.WaitAsync(TimeSpan.FromMinutes(2), Cancelled)).ShouldContain("event: state");
        goesOn.IsCompleted.ShouldBeFalse();
        await _service.Get<RunStore>().CancelAsync(run.Run.Id, Cancelled);
        (await goesOn.WaitAsync(TimeSpan.FromMinutes(2), Cancelled)).ShouldContain("cancelled");
    }

    [Fact]
    public async Task AKeyIsShownOnceAndWorksAtOnceInBothHeaders()
    {
        var (status, made) = await AdminAsync("POST", "/keys", """{"client": "shop", "roles": ["read", "ingest"]}""");

        status.ShouldBe(HttpStatusCode.Created);
        var key = Text(made["key"]);
        key.ShouldMatch("^kdiffe_[0-9a-f]{12}_[0-9a-f]{64}$");
        key.ShouldContain(Text(made["about"]!["id"]));
        made["about"]!["roles"]!.AsArray().Select(Text).ShouldBe(["read", "ingest"]);
        (await StatusAsync("GET", "/snapshots", key)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("POST", "/training/runs", key)).ShouldBe(HttpStatusCode.Forbidden);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/snapshots");
        request.Headers.Add("X-Api-Key", key);
        using var answer = await _service.Client.SendAsync(request, Cancelled);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (_, list) = await AdminAsync("GET", "/keys");
        list.ToString().ShouldNotContain(key[^64..]);
        list["keys"]!.AsArray().ShouldContain(known => Text(known!["client"]) == "shop");
    }

    [Fact]
    public async Task NoSecretIsInTheDatabase()
    {
        var key = await keyed.CreateAsync("hashed", Role.Read);

        var rows = await _service.QueryAsync<string>("select api_keys::text from api_keys");

        rows.Count.ShouldBeGreaterThan(0);
        var secret = key[^64..];
        rows.ShouldAllBe(row => !row.Contains(secret));
    }

    [Fact]
    public async Task TwoKeysOfAClientLiveAtOnceAndNoThird()
    {
        var first = await keyed.CreateAsync("rotating", Role.Read);
        var (_, second) = await AdminAsync("POST", "/keys/rotating/rotate");
        var (third, problem) = await AdminAsync("POST", "/keys/rotating/rotate");
        var (again, _) = await AdminAsync("POST", "/keys", """{"client": "rotating", "roles": ["admin"]}""");

        (third, Text(problem["type"]), again).ShouldBe((HttpStatusCode.Conflict, "/errors/key-conflict", HttpStatusCode.Conflict));
        (await StatusAsync("GET", "/snapshots", first), await StatusAsync("GET", "/snapshots", Text(second["key"]))).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        var (revoked, key) = await AdminAsync("POST", $"/keys/{Id(first)}/revoke");
        (revoked, key["live"]!.GetValue<bool>()).ShouldBe((HttpStatusCode.OK, false));
        (await StatusAsync("GET", "/snapshots", first), await StatusAsync("GET", "/snapshots", Text(second["key"]))).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.OK));
        (await AdminAsync("POST", "/keys/rotating/rotate")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AKeyThatIsNotQuiteRightIsRefusedAndNotRepeated()
    {
        var key = await keyed.CreateAsync("exact", Role.Read);
        var other = await keyed.CreateAsync("other", Role.Read);
        string[] wrong =
        [
            key[..^1], key + "0", key[..^1] + (key[^1] == '0' ? '1' : '0'), key.Replace("kdiffe", "kdiffy"), $"kdiffe_{Id(other)}_{key[^64..]}",
            $"kdiffe_{new string('0', 12)}_{key[^64..]}", key.Replace('_', '-'), Id(key), "x", key + " " + other,
        ];
        foreach (var attempt in wrong)
        {
            using var answer = await keyed.SendAsync("GET", "/snapshots", attempt);

            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, attempt);
            answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
            var body = await answer.Content.ReadAsStringAsync(Cancelled);
            body.ShouldContain("/errors/unauthenticated");
            body.ShouldNotContain(key[^20..^2]);
        }
    }

    [Fact]
    public async Task AnExpiredKeyIsRefusedAndItsClientGetsAnother()
    {
        var made = await _service.Get<ApiKeyStore>().CreateAsync("brief", [Role.Read], DateTimeOffset.UtcNow.AddHours(1), Cancelled);
        (await StatusAsync("GET", "/snapshots", made.Text)).ShouldBe(HttpStatusCode.OK);
        await _service.ExecuteAsync("update api_keys set expires_at = now() - interval '1 second' where client = 'brief'");

        await Eventually.IsAsync(async () => await StatusAsync("GET", "/snapshots", made.Text) == HttpStatusCode.Unauthorized);

        (await AdminAsync("POST", "/keys", """{"client": "brief", "roles": ["read"]}""")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"client": "a b", "roles": ["read"]}""", "'client'")]
    [InlineData("""{"client": "", "roles": ["read"]}""", "'client'")]
    [InlineData("""{"client": "..", "roles": ["read"]}""", "'client'")]
    [InlineData("""{"client": "shop1", "roles": []}""", "'roles'")]
    [InlineData("""{"client": "shop1", "roles": ["root"]}""", "'roles[0]' must be one of read, ingest, train, admin.")]
    [InlineData("""{"client": "shop1", "roles": [3]}""", "'roles[0]' must be one of")]
    [InlineData("""{"client": "shop1", "roles": ["3"]}""", "'roles[0]' must be one of")]
    [InlineData("""{"client": "shop1", "roles": ["read,ingest"]}""", "'roles[0]' must be one of")]
    [InlineData("""{"client": "shop1", "roles": ["Read"]}""", "'roles[0]' must be one of")]
    [InlineData("""{"client": "shop1", "roles": ["read"], "expires": null}""", "'expires' is no field; there are: client, roles, expiresAt.")]
    [InlineData("""{"client": "shop1", "roles": ["read"], "expiresAt": "2999-11-30T00:00:00"}""", "'expiresAt' must be a time")]
    [InlineData("""{"client": "shop1"}""", "roles")]
    [InlineData("""{"client": "shop1", "roles": ["read"], "expiresAt": "2020-01-01T00:00:00Z"}""", "'expiresAt'")]
    public async Task WhatCannotBeAKeyIsRefusedByName(string body, string reason)
    {
        var (status, problem) = await AdminAsync("POST", "/keys", body);

        (status, Text(problem["type"])).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-body"), problem.ToString());
        Text(problem["detail"]).ShouldContain(reason);
    }

    [Fact]
    public async Task AKeyThatDoesNotExistCannotBeRevoked()
    {
        var (status, problem) = await AdminAsync("POST", "/keys/0123456789ab/revoke");

        (status, Text(problem["type"])).ShouldBe((HttpStatusCode.NotFound, "/errors/unknown-key"));
        (await AdminAsync("POST", "/keys/nobody/rotate")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task ItIsNotedWhenAKeyWasLastUsedAndNotForEveryRequest()
    {
        var key = await keyed.CreateAsync("noted", Role.Read);
        var before = DateTimeOffset.UtcNow.AddSeconds(-5);
        await StatusAsync("GET", "/snapshots", key);
        var first = await UsedAsync();
        for (var request = 0; request < 20; request++)
            await StatusAsync("GET", "/snapshots", key);
        await Task.Delay(TimeSpan.FromSeconds(2), Cancelled);

        first.ShouldBeGreaterThan(before);
        (await UsedAsync()).ShouldBe(first);

        async Task<DateTimeOffset> UsedAsync()
        {
            JsonNode? used = null;
            await Eventually.IsAsync(async () => (used = (await AdminAsync("GET", "/keys")).Body["keys"]!.AsArray()
                .Single(known => Text(known!["client"]) == "noted")!["lastUsedAt"]) is not null);
            return used!.GetValue<DateTimeOffset>();
        }
    }

    [Fact]
    public async Task ABrowserSendsItsKeyAsPasswordToPagesAlone()
    {
        (await PageAsync("/hangfire", keyed[Role.Admin])).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PageAsync("/hangfire", keyed[Role.Read])).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PageAsync("/hangfire", keyed[Role.Admin], origin: "https://elsewhere.example")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PageAsync("/swagger/v1/swagger.json", keyed[Role.Read])).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PageAsync("/snapshots", keyed[Role.Admin])).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var asked = await keyed.SendAsync("GET", "/hangfire", key: null);
        asked.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic");
    }

    private async Task<HttpResponseMessage> PageAsync(string path, string key, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"somebody:{key}")));
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await _service.Client.SendAsync(request, Cancelled);
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string path, string key)
    {
        using var response = await keyed.SendAsync(method, path, key);
        return response.StatusCode;
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> AdminAsync(string method, string path, string? json = null)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await keyed.SendAsync(method, path, keyed[Role.Admin], content);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!);
    }

    private static string Id(string key) => key.Split('_')[1];

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
