using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Schedules;

public sealed class SchedulesTests(EmptyService empty) : IClassFixture<EmptyService>, IAsyncLifetime
{
    private readonly Service _service = empty.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await empty.ForgetTrainingAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AScheduleIsSetChangedAndForgotten()
    {
        var (created, first) = await PutAsync("nightly", """{"cron": "30 2 * * *", "settings": {"KDiffE:Epochs": 50}}""");
        var (changed, second) = await PutAsync("nightly", """{"cron": "0 4 1 * *"}""");

        (created, changed).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        first["settings"]!["KDiffE:Epochs"]!.GetValue<string>().ShouldBe("50");
        var times = second["nextTimes"]!.AsArray().Select(time => time!.GetValue<DateTimeOffset>()).ToList();
        times.Count.ShouldBe(5);
        times.ShouldAllBe(time => time > DateTimeOffset.UtcNow && time.Day == 1 && time.Hour == 4 && time.Minute == 0 && time.Offset == TimeSpan.Zero);
        times.ShouldBe(times.Order());
        var (_, list) = await _service.GetAsync("/training/schedules");
        JsonNode.DeepEquals(list["schedules"]!.AsArray().Single()!["cron"], second["cron"]).ShouldBeTrue();

        using var gone = await _service.Client.DeleteAsync(new Uri("/training/schedules/nightly", UriKind.Relative), Cancelled);
        using var unknown = await _service.Client.DeleteAsync(new Uri("/training/schedules/nightly", UriKind.Relative), Cancelled);
        (gone.StatusCode, unknown.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NotFound));
        (await _service.GetAsync("/training/schedules")).Body["schedules"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task AScheduleIsKeptAndShownInItsTimeZone()
    {
        var (_, set) = await PutAsync("nightly", """{"cron": "30 2 * * *", "timeZone": "Europe/Berlin"}""");
        await PutAsync("plain", """{"cron": "30 2 * * *"}""");

        var (_, list) = await _service.GetAsync("/training/schedules");
        var (nightly, plain) = (list["schedules"]![0]!, list["schedules"]![1]!);
        (nightly["timeZone"]!.GetValue<string>(), plain["timeZone"]!.GetValue<string>()).ShouldBe(("Europe/Berlin", "UTC"));
        JsonNode.DeepEquals(nightly["nextTimes"], set["nextTimes"]).ShouldBeTrue();
        // The clock of Berlin, one or two hours ahead; 03:00 is what remains of a 02:30 on the day on which it goes forward.
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        foreach (var time in nightly["nextTimes"]!.AsArray().Select(time => time!.GetValue<DateTimeOffset>()))
        {
            time.Offset.ShouldBe(berlin.GetUtcOffset(time));
            time.TimeOfDay.ShouldBeOneOf(new TimeSpan(2, 30, 0), new TimeSpan(3, 0, 0));
        }

        (await _service.QueryAsync<string>("select value from hangfire.hash where field = 'TimeZoneId' order by key")).ShouldBe(["Europe/Berlin", "UTC"]);
    }

    [Fact]
    public async Task AStoredScheduleThatCannotBeReadIsListedWithItsErrorAndCanBeForgotten()
    {
        await _service.ExecuteAsync("""insert into training_schedules (name, cron, arguments) values ('both', '0 0 13 * 5', '{"preset": "default", "settings": {}}')""");

        var (status, list) = await _service.GetAsync("/training/schedules");

        status.ShouldBe(HttpStatusCode.OK);
        var both = list["schedules"]!.AsArray().Single()!;
        (both["cron"]!.GetValue<string>(), both["nextTimes"]!.AsArray().Count).ShouldBe(("0 0 13 * 5", 0));
        both["error"]!.GetValue<string>().ShouldContain("day of month and day of week");
        using var gone = await _service.Client.DeleteAsync(new Uri("/training/schedules/both", UriKind.Relative), Cancelled);
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task OfManyWhoSetANewScheduleAtOnceOneCreatesItAndNoneFails()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(minute => PutAsync("nightly", $$"""{"cron": "{{minute}} 3 * * *"}""")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(7);
        (await _service.GetAsync("/training/schedules")).Body["schedules"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("nightly", """{"cron": "61 * * * *"}""", "invalid-schedule", "minute")]
    [InlineData("nightly", """{"cron": "* * * *"}""", "invalid-schedule", "five")]
    [InlineData("nightly", """{"cron": "0 3 13 * 5"}""", "invalid-schedule", "day of month and day of week")]
    [InlineData("nightly", """{"cron": "0 3 30 2 *"}""", "invalid-schedule", "never comes")]
    [InlineData("nightly", """{"cron": "0 3 * * *", "timeZone": "Mars/Olympus"}""", "invalid-schedule", "'Mars/Olympus'")]
    [InlineData("nightly", """{"cron": "0 3 * * *", "zone": "Europe/Berlin"}""", "invalid-body", "zone")]
    [InlineData("every%20night", """{"cron": "0 3 * * *"}""", "invalid-schedule", "letters")]
    [InlineData("nightly", """{"cron": "0 3 * * *", "settings": {"KDiffE:Nothing": 1}}""", "invalid-setting", "KDiffE:Nothing")]
    [InlineData("nightly", """{"preset": "default"}""", "invalid-body", "cron")]
    [InlineData("nightly", "", "invalid-body", "empty")]
    public async Task WhatIsNoScheduleIsRefusedByName(string name, string body, string type, string detail)
    {
        var (status, problem) = await PutAsync(name, body);

        (status, problem["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.BadRequest, $"/errors/{type}"), problem.ToString());
        problem["detail"]!.GetValue<string>().ShouldContain(detail);
        (await _service.GetAsync("/training/schedules")).Body["schedules"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task ARunOfAScheduleIsAskedForNowAndTrainsWhatTheScheduleSays()
    {
        await PutAsync("nightly", """{"cron": "30 2 * * *", "preset": "auto", "settings": {"KDiffE:Epochs": 50}}""");
        var (_, before) = await _service.GetAsync("/training/schedules");

        var (status, run) = await RunAsync("nightly");

        (status, run["preset"]!.GetValue<string>(), run["settings"]!.ToJsonString()).ShouldBe((HttpStatusCode.Accepted, "auto", """{"KDiffE:Epochs":"50"}"""));
        (await _service.GetAsync($"/training/runs/{run["id"]}")).Body["run"]!["state"]!.GetValue<string>().ShouldBe("queued");
        JsonNode.DeepEquals((await _service.GetAsync("/training/schedules")).Body["schedules"]![0]!["cron"], before["schedules"]![0]!["cron"]).ShouldBeTrue();
    }

    [Fact]
    public async Task AskingForARunOfAScheduleIsAnsweredAsAskingForARunIs()
    {
        await PutAsync("nightly", """{"cron": "30 2 * * *"}""");
        await PutAsync("weekly", """{"cron": "30 2 * * 1"}""");

        var (first, run) = await RunAsync("nightly", key: "tonight");
        var (again, same) = await RunAsync("nightly", key: "tonight");
        var (busy, problem) = await RunAsync("nightly");
        var (behind, second) = await RunAsync("nightly", "?queue=true");
        // Whatever a key names, it names for its schedule.
        var (other, third) = await RunAsync("weekly", "?queue=true", "tonight");
        var (unknown, nothing) = await RunAsync("hourly");
        await PutAsync("nightly", """{"cron": "30 2 * * *", "settings": {"KDiffE:Epochs": 50}}""");
        var (reused, changed) = await RunAsync("nightly", key: "tonight");

        (first, again, behind, other).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted));
        Id(same).ShouldBe(Id(run));
        new[] { Id(run), Id(second), Id(third) }.ShouldBeUnique();
        (busy, problem["type"]!.GetValue<string>(), problem["runId"]!.GetValue<long>()).ShouldBe((HttpStatusCode.Conflict, "/errors/training-busy", Id(run)));
        (unknown, nothing["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.NotFound, "/errors/unknown-schedule"));
        (reused, changed["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.UnprocessableEntity, "/errors/idempotency-key-reused"));

        static long Id(JsonObject body) => body["id"]!.GetValue<long>();
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> RunAsync(string name, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/training/schedules/{name}/run{query}");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await _service.Client.SendAsync(request, Cancelled);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!);
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> PutAsync(string name, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _service.Client.PutAsync(new Uri($"/training/schedules/{name}", UriKind.Relative), content, Cancelled);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!);
    }
}
