using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Api.Tests.Access;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Tests.Webhooks;

/// <summary>Webhooks over HTTP: made, changed, given another secret, forgotten.</summary>
public sealed class WebhooksTests(KeyedService keyed) : IClassFixture<KeyedService>
{
    private const string Url = "https://ops.example/hooks?token=theirs";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ShowASecretOnceAndWhatTheAddressHoldsNever()
    {
        var made = await AskAsync("POST", "", HttpStatusCode.Created, """{"url": "https://ops.example/hooks?token=theirs", "events": ["run.failed", "run.failed", "snapshot.refused"], "description": "the pager"}""");
        var (id, secret) = (made["webhook"]!["id"]!.GetValue<string>(), made["secret"]!.GetValue<string>());
        var rotated = await AskAsync("POST", $"/{id}/rotate", HttpStatusCode.OK);

        var text = (await AskAsync("GET", "", HttpStatusCode.OK)).ToJsonString();

        secret.ShouldStartWith("whsec_");
        rotated["secret"]!.GetValue<string>().ShouldNotBe(secret);
        var webhook = JsonNode.Parse(text)!["webhooks"]!.AsArray().Single(w => w!["id"]!.GetValue<string>() == id)!;
        webhook["url"]!.GetValue<string>().ShouldBe("https://ops.example/hooks?…");
        webhook["events"]!.ToJsonString().ShouldBe("""["run.failed","snapshot.refused"]""");
        (webhook["description"]!.GetValue<string>(), webhook["enabled"]!.GetValue<bool>(), webhook["failing"]!.GetValue<bool>(), webhook["lastDelivery"]).ShouldBe(("the pager", true, false, null));
        text.ShouldNotContain("whsec_");
        text.ShouldNotContain("theirs");
        (await keyed.Service.QueryAsync<string>("select details::text from audit_entries where action like 'webhook%'")).ShouldAllBe(details => !details.Contains("theirs") && !details.Contains("whsec_"));
    }

    [Fact]
    public async Task AreChangedAsAWholeAndKeepTheAddressThatWasShown()
    {
        var id = await CreateAsync();

        var changed = await AskAsync("PUT", $"/{id}", HttpStatusCode.OK, """{"url": "https://ops.example/hooks?…", "events": ["service.degraded"], "enabled": false}""");

        (changed["url"]!.GetValue<string>(), changed["enabled"]!.GetValue<bool>(), changed["description"]).ShouldBe(("https://ops.example/hooks?…", false, null));
        (await keyed.Service.QueryAsync<string>($"select url from webhooks where id = '{id}'")).ShouldBe([Url]);
        await AskAsync("PUT", $"/{id}", HttpStatusCode.OK, """{"url": "http://other.example/", "events": ["service.degraded"]}""");
        (await keyed.Service.QueryAsync<string>($"select url || ' ' || enabled from webhooks where id = '{id}'")).ShouldBe(["http://other.example/ true"]);
    }

    [Fact]
    public async Task AreForgottenWithTheirDeliveries()
    {
        var id = await CreateAsync();
        await AskAsync("POST", $"/{id}/test", HttpStatusCode.Accepted);

        await AskAsync("DELETE", $"/{id}", HttpStatusCode.NoContent);

        (await keyed.Service.QueryAsync<long>($"select count(*) from webhook_deliveries where webhook_id = '{id}'")).ShouldBe([0]);
        (await AskAsync("DELETE", $"/{id}", HttpStatusCode.NotFound))["type"]!.GetValue<string>().ShouldBe("/errors/unknown-webhook");
    }

    [Fact]
    public async Task EveryChangeIsInTheAuditLog()
    {
        var id = await CreateAsync();
        await AskAsync("POST", $"/{id}/rotate", HttpStatusCode.OK);
        await AskAsync("PUT", $"/{id}", HttpStatusCode.OK, """{"url": "https://ops.example/", "events": ["run.failed"]}""");
        await AskAsync("DELETE", $"/{id}", HttpStatusCode.NoContent);

        (await keyed.Service.QueryAsync<string>($"select action || ' ' || who || ' ' || (details->>'origin') from audit_entries where subject = '{id}' order by id")).ShouldBe(
        [
            "webhookcreated only-Admin https://ops.example", "webhookrotated only-Admin https://ops.example", "webhookchanged only-Admin https://ops.example", "webhookdeleted only-Admin https://ops.example",
        ]);
        using var found = await keyed.SendAsync("GET", "/audit?action=webhookRotated", keyed[Role.Admin]);
        found.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"url": "ops.example", "events": ["run.failed"]}""", "'url' is an address such as")]
    [InlineData("""{"url": "https://me:secret@ops.example/", "events": ["run.failed"]}""", "'url' has no name or password")]
    [InlineData("""{"url": "https://ops.example/", "events": []}""", "'events' names one event at least, of run.succeeded, run.failed")]
    [InlineData("""{"url": "https://ops.example/", "events": ["test"]}""", "'events' names one event at least")]
    [InlineData("""{"url": "https://ops.example/", "events": ["run.started"]}""", "events")]
    [InlineData("""{"url": "https://ops.example/", "events": ["run.failed"], "description": "a\u0000b"}""", "'description' has at most 200 characters")]
    [InlineData("""{"url": "https://ops.example/", "events": ["run.failed"], "secret": "mine"}""", "secret")]
    public async Task WhatCannotBeOneIsRefusedByName(string body, string reason)
    {
        var id = await CreateAsync();

        foreach (var (method, path) in ((string, string)[])[("POST", ""), ("PUT", $"/{id}")])
        {
            var problem = await AskAsync(method, path, HttpStatusCode.BadRequest, body);
            problem["type"]!.GetValue<string>().ShouldBe("/errors/invalid-body");
            problem["detail"]!.GetValue<string>().ShouldContain(reason);
            problem["detail"]!.GetValue<string>().ShouldNotContain("me:secret");
        }
    }

    [Fact]
    public async Task WhatDoesNotExistIsNotFoundAndWhatIsTurnedOffIsSentNothing()
    {
        foreach (var (method, path) in ((string, string)[])[("POST", "/none/rotate"), ("POST", "/none/test"), ("GET", "/none/deliveries"), ("POST", "/none/deliveries/1/retry")])
            (await AskAsync(method, path, HttpStatusCode.NotFound))["type"]!.GetValue<string>().ShouldBe("/errors/unknown-webhook");
        var id = await CreateAsync();
        (await AskAsync("POST", $"/{id}/deliveries/9999999/retry", HttpStatusCode.NotFound))["type"]!.GetValue<string>().ShouldBe("/errors/unknown-delivery");

        await AskAsync("PUT", $"/{id}", HttpStatusCode.OK, """{"url": "https://ops.example/", "events": ["run.failed"], "enabled": false}""");

        (await AskAsync("POST", $"/{id}/test", HttpStatusCode.Conflict))["type"]!.GetValue<string>().ShouldBe("/errors/webhook-disabled");
    }

    [Fact]
    public async Task ThereAreFiftyAtMost()
    {
        await keyed.Service.ExecuteAsync("insert into webhooks (id, url, events, secret, enabled) select 'filler' || n, 'https://a.example/', '{run.failed}', '', false from generate_series(1, 50) n");

        (await AskAsync("POST", "", HttpStatusCode.Conflict, """{"url": "https://ops.example/", "events": ["run.failed"]}"""))["type"]!.GetValue<string>().ShouldBe("/errors/too-many-webhooks");

        await keyed.Service.ExecuteAsync("delete from webhooks where id like 'filler%'");
    }

    private async Task<string> CreateAsync() =>
        (await AskAsync("POST", "", HttpStatusCode.Created, $$"""{"url": "{{Url}}", "events": ["run.failed"]}"""))["webhook"]!["id"]!.GetValue<string>();

    private async Task<JsonObject> AskAsync(string method, string path, HttpStatusCode expected, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await keyed.SendAsync(method, $"/webhooks{path}", keyed[Role.Admin], content);
        answer.StatusCode.ShouldBe(expected);
        return expected == HttpStatusCode.NoContent ? [] : (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!;
    }
}
