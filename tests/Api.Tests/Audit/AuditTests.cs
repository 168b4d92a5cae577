using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Api.Tests.Access;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Tests.Audit;

/// <summary>Who did what, over HTTP: found by action, client and time, page by page.</summary>
public sealed class AuditTests(KeyedService keyed) : IClassFixture<KeyedService>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryChangeOverHttpIsFoundUnderTheClientThatMadeIt()
    {
        var key = await keyed.CreateAsync("ops", Role.Admin);
        await keyed.Service.PublishAsync(Catalogue.Content("audited"));
        await keyed.Service.ServesAsync("audited");
        foreach (var (method, path, body) in ((string, string, string?)[])
            [
                ("POST", "/keys", """{"client": "till", "roles": ["read"]}"""),
                ("POST", "/training/runs?queue=true", """{"preset": "default", "settings": {"KDiffE:Layers": 2}}"""),
                ("POST", "/training/runs/cancel?state=queued", null),
                ("PUT", "/training/schedules/nightly", """{"cron": "30 2 * * *", "timeZone": "Europe/Berlin"}"""),
                ("POST", "/training/schedules/nightly/run?queue=true", null),
                ("DELETE", "/training/schedules/nightly", null),
                ("DELETE", "/training/schedules/nightly", null),
                ("POST", "/snapshots/rollback", null),
                ("POST", "/snapshots/audited/canary?percent=25", null),
                ("POST", "/snapshots/audited/activate", null),
                ("POST", "/snapshots/v1/reject", null),
            ])
        {
            using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await keyed.SendAsync(method, path, key, content);
            ((int)answer.StatusCode).ShouldBeOneOf(200, 201, 202, 204, 404);
        }

        var entries = (await ListAsync("who=ops")).Reverse().ToList();

        entries.Select(entry => Text(entry["action"])).ShouldBe(
            ["keyCreated", "runStarted", "runCancelled", "scheduleSet", "runStarted", "scheduleDeleted", "snapshotRolledBack", "snapshotCanary", "snapshotActivated", "snapshotRejected"]);
        entries.ShouldAllBe(entry => Text(entry["keyId"]) == key.Split('_', StringSplitOptions.None)[1] && Text(entry["from"]) == "127.0.0.1");
        entries[0]["details"]!.ToJsonString().ShouldBe("""{"roles":["read"],"client":"till","expiresAt":null}""");
        entries[1]["details"]!.ToJsonString().ShouldBe("""{"preset":"default","request":null,"settings":{"KDiffE:Layers":"2"}}""");
        entries[3]["details"]!.ToJsonString().ShouldBe("""{"cron":"30 2 * * *","preset":"default","settings":{},"timeZone":"Europe/Berlin"}""");
        // As a tick of the schedule is named: by its name and the time.
        Text(entries[4]["details"]!["request"]).ShouldStartWith($"schedule nightly {DateTime.UtcNow:yyyy}-");
        entries[6]["details"]!.ToJsonString().ShouldBe("""{"before":"audited"}""");
        (await ListAsync("who=ops&action=snapshotCanary")).ShouldHaveSingleItem()["details"]!.ToJsonString().ShouldBe("""{"share":0.25}""");
        (await ListAsync("who=kdiffe&action=keyCreated")).ShouldContain(entry => entry["details"]!.ToJsonString().Contains("\"ops\""));
    }

    [Fact]
    public async Task PagesHaveEveryEntryOnceAndTimesCutWhereTheySay()
    {
        await keyed.Service.QueryAsync<int>(
            "insert into audit_entries (created_at, action, subject, who, details) select timestamptz '2020-01-01T00:00:00Z' + n * interval '1 hour', 'runstarted', n::text, 'pager', '{}' from generate_series(1, 45) n returning 1");
        var seen = new List<string>();
        string? before = "";
        while (before is not null)
        {
            var page = await GetAsync($"who=pager&n=20{before}");
            seen.AddRange(page["entries"]!.AsArray().Select(entry => Text(entry!["subject"])));
            before = page["before"] is { } next ? $"&before={next}" : null;
        }

        seen.ShouldBe(Enumerable.Range(1, 45).Reverse().Select(n => $"{n}"));
        (await ListAsync("who=pager&since=2020-01-01T03:00:00Z&until=2020-01-01T05:00:00Z")).Select(entry => Text(entry["subject"])).ShouldBe(["4", "3"]);
        (await ListAsync("who=pager&until=2020-01-01T04:00:00+02:00")).Select(entry => Text(entry["subject"])).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("action=runstarted", "'action' must be one of runStarted")]
    [InlineData("since=yesterday", "'since' must be a time in ISO 8601 with an offset")]
    [InlineData("until=2026-01-31T12:00:00", "'until' must be a time in ISO 8601 with an offset")]
    [InlineData("n=101", "'n' must be a whole number from 1 to 100")]
    [InlineData("before=0", "'before' must be a whole number from 1")]
    public async Task WhatCannotChooseEntriesIsRefusedByName(string query, string reason)
    {
        using var answer = await keyed.SendAsync("GET", $"/audit?{query}", keyed[Role.Admin]);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!;
        (Text(problem["type"]), Text(problem["detail"]).StartsWith(reason, StringComparison.Ordinal)).ShouldBe(("/errors/invalid-parameter", true), problem.ToString());
    }

    [Fact]
    public async Task WhoeverNeedsNoKeyIsAnonymous()
    {
        await using var open = new Service();
        await open.InitializeAsync();
        open.Start();
        (await open.Client.PostAsync("/training/runs", content: null, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await open.QueryAsync<string>("select concat_ws(' ', who, key_id, origin) from audit_entries")).ShouldBe(["anonymous 127.0.0.1"]);
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync(string query) => [.. (await GetAsync($"{query}&n=100"))["entries"]!.AsArray().OfType<JsonNode>()];

    private async Task<JsonNode> GetAsync(string query)
    {
        using var answer = await keyed.SendAsync("GET", $"/audit?{query.Replace("+", "%2B", StringComparison.Ordinal)}", keyed[Role.Admin]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
