using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Tests.Runs;

/// <summary>Training over HTTP; the tests are the worker.</summary>
public sealed class RunsTests(EmptyService empty) : IClassFixture<EmptyService>, IAsyncLifetime
{
    private static readonly Uri Queue = new("/training/runs?queue=true", UriKind.Relative);

    private readonly Service _service = empty.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await empty.ForgetTrainingAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ARunIsAskedForAndWaitsForAWorker()
    {
        using var response = await PostAsync("/training/runs", """{"preset": "default", "settings": {"KDiffE:Layers": 3, "KDiffE:Loss": "Bpr"}}""");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var (_, body) = await _service.GetAsync(response.Headers.Location!.OriginalString);
        var run = body["run"]!;
        (Text(run["state"]), run["percent"]!.GetValue<double>(), run["etaSeconds"]).ShouldBe(("queued", 0, null));
        JsonNode.DeepEquals(run["settings"], JsonNode.Parse("""{"KDiffE:Layers": "3", "KDiffE:Loss": "Bpr"}""")).ShouldBeTrue(run.ToString());
        (body["lastEpoch"], body["verdict"], body["tuning"]).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task AnEmptyBodyAsksForTheDefaults()
    {
        using var response = await PostAsync("/training/runs", null);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        Text((await BodyAsync(response))["preset"]).ShouldBe("default");
    }

    [Fact]
    public async Task TheSameKeyGivesTheSameRunAndOtherArgumentsUnderItAreRefused()
    {
        using var first = await PostAsync("/training/runs", """{"settings": {"KDiffE:Layers": 3}}""", ("Idempotency-Key", "tonight"));
        using var second = await PostAsync("/training/runs", """{"settings": {"KDiffE:Layers": 3}}""", ("Idempotency-Key", "tonight"));
        using var other = await PostAsync("/training/runs", """{"settings": {"KDiffE:Layers": 2}}""", ("Idempotency-Key", "tonight"));

        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        await ShouldBeProblemAsync(other, 422, "/errors/idempotency-key-reused", "other arguments");
    }

    [Fact]
    public async Task WhileARunIsActiveAnotherIsRefusedUnlessItQueuesBehindIt()
    {
        using var first = await PostAsync("/training/runs", null);
        var id = (await BodyAsync(first))["id"]!.GetValue<long>();

        using var refused = await PostAsync("/training/runs", null);
        using var queued = await PostAsync("/training/runs?queue=true", null);

        (await ShouldBeProblemAsync(refused, 409, "/errors/training-busy", $"/training/runs/{id}"))["runId"]!.GetValue<long>().ShouldBe(id);
        queued.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("""{"settings": {"KDiffE:Layer": 3}}""", "invalid-setting", "KDiffE:Layer'")]
    [InlineData("""{"settings": {"KDiffE:Layers": 99}}""", "invalid-setting", "KDiffE:Layers")]
    [InlineData("""{"settings": {"KDiffE:Layers": {"a": 1}}}""", "invalid-setting", "KDiffE:Layers")]
    [InlineData("""{"preset": "/etc/passwd"}""", "invalid-setting", "There is no preset '/etc/passwd'")]
    [InlineData("""{"presets": "default"}""", "invalid-body", "presets")]
    [InlineData("""{"preset": """, "invalid-body", "line 1, byte 12")]
    [InlineData("null", "invalid-body", "null")]
    public async Task WhatCannotBeTrainedIsRefusedByName(string body, string type, string detail)
    {
        using var response = await PostAsync("/training/runs", body);

        await ShouldBeProblemAsync(response, 400, $"/errors/{type}", detail);
        (await _service.GetAsync("/training/runs")).Body["runs"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task ABodyThatIsTooLargeIsRefused()
    {
        using var response = await PostAsync("/training/runs", $$"""{"preset": "{{new string('x', 70_000)}}"}""");

        await ShouldBeProblemAsync(response, 413, "/errors/body-too-large", "65536");
    }

    [Fact]
    public async Task ARunThatSearchesForItsSettingsShowsWhatItTriesAndWhatItChose()
    {
        using var asked = await PostAsync("/training/runs", """{"preset": "auto", "settings": {"KDiffE:Epochs": 20}}""");
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var (id, lease) = await ClaimAsync((await BodyAsync(asked))["id"]!.GetValue<long>());
        await using var held = lease;
        (await TuningAsync()).ToJsonString().ShouldBe("""{"choice":null,"trials":[]}""");

        await lease.HeartbeatAsync(new RunProgress("tuning", 0.25, 4, 20), Cancelled);
        await RecordAsync(new TuningTrial(1, new Dictionary<string, string>(), 0.25, 0.125, BestEpoch: 3, Epochs: 5, Seconds: 1.5, Error: null));
        await RecordAsync(new TuningTrial(2, new Dictionary<string, string> { ["KDiffE:Layers"] = "3" }, Recall: null, Ndcg: null, BestEpoch: 0, Epochs: 0, Seconds: 0.5, Error: "The loss became NaN."));
        (await TuningAsync())["trials"]!.ToJsonString().ShouldBe(
            """[{"number":1,"settings":{},"recall":0.25,"ndcg":0.125,"bestEpoch":3,"epochs":5,"seconds":1.5,"error":null},{"number":2,"settings":{"KDiffE:Layers":"3"},"recall":null,"ndcg":null,"bestEpoch":0,"epochs":0,"seconds":0.5,"error":"The loss became NaN."}]""");
        await lease.RecordTuningAsync(new TuningChoice(1, 2, 2, 60, new Dictionary<string, string>(), 0.25, 0.125, 0.25, 0.125, "The defaults."), Cancelled);

        (await TuningAsync())["choice"]!.ToJsonString().ShouldBe(
            """{"trial":1,"trials":2,"seconds":2,"budgetSeconds":60,"settings":{},"recall":0.25,"ndcg":0.125,"defaultRecall":0.25,"defaultNdcg":0.125,"reason":"The defaults."}""");
        var run = (await _service.GetAsync($"/training/runs/{id}")).Body["run"]!;
        (Text(run["phase"]), run["percent"]!.GetValue<double>(), run["etaSeconds"] is not null).ShouldBe(("tuning", 25, true));

        Task<bool> RecordAsync(TuningTrial trial) => lease.RecordTrialAsync("search", "data", 100, trial, Cancelled);

        async Task<JsonNode> TuningAsync() => (await _service.GetAsync($"/training/runs/{id}")).Body["tuning"]!;
    }

    [Fact]
    public async Task ARunThatIsWorkedOnShowsHowFarItIs()
    {
        var (id, lease) = await ClaimAsync();
        await using var held = lease;
        await lease.HeartbeatAsync(new RunProgress("training", 0.5, 4, 8), Cancelled);
        await lease.RecordEpochAsync(3, new { epoch = 3, valid = new Dictionary<string, double> { ["recall@20"] = 0.2, ["ndcg@20"] = 0.1 } }, score: 0.3, 1, Cancelled);
        await lease.RecordEpochAsync(4, new { epoch = 4 }, score: null, 1, Cancelled);

        var (_, body) = await _service.GetAsync($"/training/runs/{id}");

        var run = body["run"]!;
        (Text(run["state"]), Text(run["phase"]), run["percent"]!.GetValue<double>(), run["epoch"]!.GetValue<int>(), run["epochs"]!.GetValue<int>(), Text(run["worker"]))
            .ShouldBe(("running", "training", 50, 4, 8, "tester"));
        Text(run["device"]).ShouldBe("cuda:0");
        run["heartbeatAgeSeconds"]!.GetValue<double>().ShouldBeInRange(0, 30);
        run["etaSeconds"]!.GetValue<double>().ShouldBeInRange(0, 30);
        (body["lastEpoch"]!["epoch"]!.GetValue<int>(), body["bestEpoch"]!["epoch"]!.GetValue<int>()).ShouldBe((4, 3));
    }

    [Fact]
    public async Task TheLastLinesOfARunsLogAreShownTheOldestFirst()
    {
        var (id, lease) = await ClaimAsync();
        await using var held = lease;
        await _service.ExecuteAsync($"insert into training_log (training_run_id, at, level, message) select {id}, timestamptz '2026-01-31T10:14:00Z' + n * interval '1 second', 'warning', 'line ' || n from generate_series(1, 250) n");

        var (_, all) = await _service.GetAsync($"/training/runs/{id}/log?n=2100");
        var (_, some) = await _service.GetAsync($"/training/runs/{id}/log");
        var (unknown, problem) = await _service.GetAsync("/training/runs/987654/log");
        var (refused, _) = await _service.GetAsync($"/training/runs/{id}/log?n=2101");

        all["lines"]!.AsArray().Select(line => Text(line!["message"])).ShouldBe(Enumerable.Range(1, 250).Select(n => $"line {n}"));
        some["lines"]!.AsArray().Select(line => Text(line!["message"])).ShouldBe(Enumerable.Range(51, 200).Select(n => $"line {n}"));
        (some["lines"]![199]!["at"]!.GetValue<DateTimeOffset>(), Text(some["lines"]![199]!["level"])).ShouldBe((new DateTimeOffset(2026, 1, 31, 10, 18, 10, TimeSpan.Zero), "warning"));
        (unknown, Text(problem["type"]), refused).ShouldBe((HttpStatusCode.NotFound, "/errors/unknown-run", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task EventsFollowARunToItsEndAndCanBeTakenUpInTheMiddle()
    {
        var (id, lease) = await ClaimAsync();
        await using var held = lease;
        var following = ReadEventsAsync(id, null);
        await lease.RecordEpochAsync(1, new { epoch = 1 }, score: null, 1, Cancelled);
        await lease.EndAsync(RunState.Failed, "no \n luck", Cancelled);

        var events = await following;

        events.Select(e => e.Kind).ShouldBe(["state", "state", "epoch", "state"]);
        Text(JsonNode.Parse(events[^1].Data)!["reason"]).ShouldBe("no \n luck");
        (await ReadEventsAsync(id, events[1].Id)).ShouldBe(events[2..]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/training/runs/{id}/events");
        request.Headers.Add("Last-Event-ID", events[^1].Id);
        using var over = await _service.Client.SendAsync(request, Cancelled);
        over.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ARunIsCancelledWhileItWaitsAndAsksItsWorkerOtherwise()
    {
        var (id, lease) = await ClaimAsync();
        await using var held = lease;
        using var second = await PostAsync("/training/runs?queue=true", null);
        var waiting = second.Headers.Location!.OriginalString;

        using var cancelled = await PostAsync($"{waiting}/cancel", null);
        using var asked = await PostAsync($"/training/runs/{id}/cancel", null);

        (cancelled.StatusCode, Text((await BodyAsync(cancelled))["state"])).ShouldBe((HttpStatusCode.Accepted, "cancelled"));
        var body = await BodyAsync(asked);
        (Text(body["state"]), body["cancelRequested"]!.GetValue<bool>()).ShouldBe(("running", true));
        await lease.EndAsync(RunState.Failed, "late", Cancelled);
        using var late = await PostAsync($"/training/runs/{id}/cancel", null);
        await ShouldBeProblemAsync(late, 409, "/errors/run-ended", "failed");
        using var unknown = await PostAsync("/training/runs/987654/cancel", null);
        await ShouldBeProblemAsync(unknown, 404, "/errors/unknown-run", "987654");
    }

    [Fact]
    public async Task NoMoreRunsWaitThanMayAndTheClientIsToldWhenToComeBack()
    {
        await using var small = new Service();
        await small.InitializeAsync();
        small.Start(configure: builder => builder.UseSetting("Training:MaxQueued", "2"));
        for (var k = 0; k < 2; k++)
            (await small.Client.PostAsync(Queue, content: null, Cancelled)).Dispose();

        using var refused = await small.Client.PostAsync(Queue, content: null, Cancelled);

        await ShouldBeProblemAsync(refused, 429, "/errors/training-queue-full", "2 runs wait");
        refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromMinutes(1));
        (await small.GetAsync("/training/runs")).Body["runs"]!.AsArray().Count.ShouldBe(2);
        using var cancelled = await small.Client.PostAsync(new Uri("/training/runs/cancel?state=queued", UriKind.Relative), content: null, Cancelled);
        using var accepted = await small.Client.PostAsync(Queue, content: null, Cancelled);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task AllRunsOfAStateAreCancelledAtOnceAndNoneWhenNobodySaysWhich()
    {
        var (running, lease) = await ClaimAsync();
        await using var held = lease;
        var waiting = new List<long>();
        for (var k = 0; k < 3; k++)
        {
            using var asked = await PostAsync("/training/runs?queue=true", null);
            waiting.Add((await BodyAsync(asked))["id"]!.GetValue<long>());
        }

        foreach (var query in (string[])["", "?state=", "?state=failed", "?state=0"])
        {
            using var refused = await PostAsync($"/training/runs/cancel{query}", null);
            await ShouldBeProblemAsync(refused, 400, "/errors/invalid-parameter", "'state' must be queued or running");
        }

        using var twice = await PostAsync("/training/runs/cancel?state=queued&state=running", null);
        await ShouldBeProblemAsync(twice, 400, "/errors/invalid-parameter", "'state' is given more than once.");

        using var all = await PostAsync("/training/runs/cancel?state=queued", null);
        all.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await BodyAsync(all))["runs"]!.AsArray().Select(run => run!.GetValue<long>()).ShouldBe(waiting);
        (await lease.HeartbeatAsync(new RunProgress("training", 0.5), Cancelled)).ShouldBe(HeartbeatAnswer.Continue);
        using var rest = await PostAsync("/training/runs/cancel?state=running", null);
        (await BodyAsync(rest))["runs"]!.AsArray().Select(run => run!.GetValue<long>()).ShouldBe([running]);
        (await lease.HeartbeatAsync(new RunProgress("training", 0.5), Cancelled)).ShouldBe(HeartbeatAnswer.Cancel);
    }

    [Fact]
    public async Task RunsPageFromTheNewestOn()
    {
        for (var k = 0; k < 5; k++)
            (await PostAsync("/training/runs?queue=true", null)).Dispose();

        var ids = new List<long>();
        for (var path = "/training/runs?n=2"; ;)
        {
            var (_, page) = await _service.GetAsync(path);
            ids.AddRange(page["runs"]!.AsArray().Select(run => run!["id"]!.GetValue<long>()));
            if (page["before"] is not { } before)
                break;
            path = $"/training/runs?n=2&before={before}";
        }

        ids.Count.ShouldBe(5);
        ids.ShouldBe(ids.OrderDescending());
        (await _service.GetAsync("/training/runs?before=0")).Body["type"]!.GetValue<string>().ShouldBe("/errors/invalid-parameter");
        (await _service.GetAsync("/training/runs/987654")).Body["type"]!.GetValue<string>().ShouldBe("/errors/unknown-run");
    }

    private async Task<(long Id, RunLease Lease)> ClaimAsync()
    {
        using var response = await PostAsync("/training/runs", null);
        return await ClaimAsync((await BodyAsync(response))["id"]!.GetValue<long>());
    }

    private async Task<(long Id, RunLease Lease)> ClaimAsync(long id) =>
        (id, (await _service.Get<RunLeases>().ClaimAsync(id, "tester", "cuda:0", new ClaimLimits(TimeSpan.FromSeconds(30), Attempts: 3, Interruptions: 3), Cancelled))!);

    private async Task<HttpResponseMessage> PostAsync(string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await _service.Client.SendAsync(request, Cancelled);
    }

    private async Task<List<(string Kind, string Data, string Id)>> ReadEventsAsync(long run, string? after)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/training/runs/{run}/events");
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        using var response = await _service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var text = await response.Content.ReadAsStringAsync(Cancelled).WaitAsync(TimeSpan.FromMinutes(2), Cancelled);
        return
        [
            .. from item in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
               let fields = item.Split('\n').ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..])
               select (fields["event"], fields["data"], fields["id"]),
        ];
    }

    private static async Task<JsonObject> ShouldBeProblemAsync(HttpResponseMessage response, int status, string type, string detail)
    {
        var body = await BodyAsync(response);
        ((int)response.StatusCode, Text(body["type"])).ShouldBe((status, type), body.ToString());
        Text(body["detail"])!.ShouldContain(detail);
        return body;
    }

    private static async Task<JsonObject> BodyAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!;

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
