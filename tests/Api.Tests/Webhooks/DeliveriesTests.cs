using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;
using Microsoft.AspNetCore.Http;

namespace KDiffE.Api.Tests.Webhooks;

/// <summary>A service that runs, with the tables that it makes at the start.</summary>
public sealed class RunningService : IAsyncLifetime
{
    public Service Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        Service.Start();
        await Service.EventuallyAsync("/webhooks", body => body["webhooks"] is not null);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

/// <summary>What is sent to a receiver that takes it, and what becomes of it with one that does not.</summary>
public sealed class DeliveriesTests(RunningService running) : IClassFixture<RunningService>, IAsyncLifetime
{
    private readonly Service _service = running.Service;

    private HttpClient Client => _service.Client;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _service.ExecuteAsync("delete from webhooks");

    [Fact]
    public async Task ComeSignedWithTheTypeTheTimeAndTheData()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await Client.CreateWebhookAsync(receiver.Url, "run.cancelled");
        var run = await CancelOneAsync();

        await receiver.ReceivesAsync(1);

        var received = receiver.Received.Single();
        received.IsSignedWith(secret).ShouldBeTrue();
        received.IsSignedWith("whsec_" + Convert.ToBase64String(new byte[32])).ShouldBeFalse();
        received.Id.ShouldStartWith($"msg_{id}_");
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(received.Timestamp)).ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        received.ContentType.ShouldBe("application/json; charset=utf-8");
        received.Body.AsObject().Select(field => field.Key).ShouldBe(["type", "timestamp", "data"]);
        (received.Type, received.Body["data"]!["run"]!.GetValue<long>()).ShouldBe(("run.cancelled", run));
        var delivery = await Client.DeliversAsync(id, d => Text(d["state"]) == "delivered");
        (delivery["attempts"]!.GetValue<int>(), delivery["status"]!.GetValue<int>(), delivery["error"], delivery["nextAttemptAt"]).ShouldBe((1, 200, null, null));
        JsonNode.DeepEquals(delivery["payload"], received.Body).ShouldBeTrue();
        (await Client.WebhookOfAsync(id))["failing"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task AreSignedWithBothSecretsForADayAfterARotation()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, first) = await Client.CreateWebhookAsync(receiver.Url, "run.failed");
        var second = Text((await Client.WebhookAsync(HttpMethod.Post, $"{id}/rotate", HttpStatusCode.OK))["secret"]);

        await Client.WebhookAsync(HttpMethod.Post, $"{id}/test", HttpStatusCode.Accepted);
        await receiver.ReceivesAsync(1);
        await _service.ExecuteAsync("update webhooks set previous_secret_until = previous_secret_until - interval '24 hours 1 second'");
        await Client.WebhookAsync(HttpMethod.Post, $"{id}/test", HttpStatusCode.Accepted);
        await receiver.ReceivesAsync(2);

        receiver.Received.Select(received => (received.Type, received.IsSignedWith(first), received.IsSignedWith(second))).ShouldBe([("test", true, true), ("test", false, true)]);
    }

    [Fact]
    public async Task AreSentAgainUntilTheyAreTakenAndAreTheSameMessage()
    {
        var answers = 0;
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = ++answers < 3 ? 500 : 204;
            return context.Response.StatusCode == 204 ? Task.CompletedTask : context.Response.WriteAsync("out of\r\npaper\0");
        });
        var (id, secret) = await Client.CreateWebhookAsync(receiver.Url, "run.cancelled");
        var asked = DateTimeOffset.UtcNow;
        await CancelOneAsync();

        var waiting = await Client.DeliversAsync(id, d => d["error"] is not null);
        (Text(waiting["state"]), waiting["status"]!.GetValue<int>(), Text(waiting["error"])).ShouldBe(("waiting", 500, "It was not taken: 500, out of paper"));
        waiting["nextAttemptAt"]!.GetValue<DateTimeOffset>().ShouldBeInRange(asked, DateTimeOffset.UtcNow.AddSeconds(10));
        var webhook = await Client.WebhookOfAsync(id);
        (webhook["failing"]!.GetValue<bool>(), Text(webhook["lastDelivery"]!["state"]), webhook["lastDelivery"]!["status"]!.GetValue<int>()).ShouldBe((true, "waiting", 500));
        await DueAsync();
        // While it is sent it looks much the same; only when it was last sent tells that this is over.
        await Eventually.IsAsync(
            async () => Text((await Client.WebhookOfAsync(id))["lastDelivery"]!["at"]) != Text(webhook["lastDelivery"]!["at"]), () => "no second attempt");
        await Client.DeliversAsync(id, d => d["attempts"]!.GetValue<int>() == 2 && d["error"] is not null && d["nextAttemptAt"]!.GetValue<DateTimeOffset>() < DateTimeOffset.UtcNow.AddMinutes(1));
        await DueAsync();
        var taken = await Client.DeliversAsync(id, d => Text(d["state"]) == "delivered");

        (taken["attempts"]!.GetValue<int>(), taken["status"]!.GetValue<int>(), taken["error"]).ShouldBe((3, 204, null));
        receiver.Received.Count.ShouldBe(3);
        receiver.Received.ShouldAllBe(received => received.IsSignedWith(secret) && received.Id == receiver.Received[0].Id && received.Bytes.SequenceEqual(receiver.Received[0].Bytes));
        (await Client.WebhookOfAsync(id))["failing"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task FailAfterTheEighthAttemptAndAreSentAgainWhenSomebodyAsks()
    {
        var takes = false;
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = takes ? 200 : 503;
            return Task.CompletedTask;
        });
        var (id, _) = await Client.CreateWebhookAsync(receiver.Url, "run.cancelled");
        await CancelOneAsync();
        await Client.DeliversAsync(id, d => d["error"] is not null);
        await _service.ExecuteAsync("update webhook_deliveries set attempts = 7, next_attempt_at = now()");

        var failed = await Client.DeliversAsync(id, d => Text(d["state"]) == "failed");
        (failed["attempts"]!.GetValue<int>(), failed["nextAttemptAt"], (await Client.WebhookOfAsync(id))["failing"]!.GetValue<bool>()).ShouldBe((8, null, true));
        takes = true;
        var again = await Client.WebhookAsync(HttpMethod.Post, $"{id}/deliveries/{failed["id"]}/retry", HttpStatusCode.Accepted);

        (Text(again["state"]), again["attempts"]!.GetValue<int>()).ShouldBe(("waiting", 0));
        await Client.DeliversAsync(id, d => Text(d["state"]) == "delivered");
        (await Client.WebhookOfAsync(id))["failing"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task EndWithAReceiverThatSaysThatItIsGone()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        });
        var (id, _) = await Client.CreateWebhookAsync(receiver.Url, "run.cancelled");
        await CancelOneAsync();

        var failed = await Client.DeliversAsync(id, d => Text(d["state"]) == "failed");

        (failed["status"]!.GetValue<int>(), failed["attempts"]!.GetValue<int>()).ShouldBe((410, 1));
        await Eventually.IsAsync(async () => !(await Client.WebhookOfAsync(id))["enabled"]!.GetValue<bool>());
        (await _service.QueryAsync<string>($"select who || ' ' || (details->>'enabled') from audit_entries where action = 'webhookchanged' and subject = '{id}'")).ShouldBe(["kdiffe false"]);
    }

    [Fact]
    public async Task FollowNoRedirect()
    {
        await using var target = await Receiver.StartAsync();
        var url = target.Url;
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.Redirect(url, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        var (id, _) = await Client.CreateWebhookAsync(receiver.Url, "run.cancelled");
        await CancelOneAsync();

        var waiting = await Client.DeliversAsync(id, d => d["error"] is not null);

        (waiting["status"]!.GetValue<int>(), Text(waiting["state"])).ShouldBe((307, "waiting"));
        Text(waiting["error"]).ShouldStartWith("It is a redirect");
        target.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task WaitTenSecondsForAnAnswerAndNoLongerForTheRestOfOne()
    {
        await using var late = await Receiver.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var endless = await Receiver.StartAsync(async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync(new string('x', 3000));
            while (true)
            {
                await Task.Delay(500, context.RequestAborted);
                await context.Response.WriteAsync("x");
            }
        });
        await using var slowlyGood = await Receiver.StartAsync(async context =>
        {
            await context.Response.WriteAsync("y");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var (lateId, _) = await Client.CreateWebhookAsync(late.Url, "run.cancelled");
        var (endlessId, _) = await Client.CreateWebhookAsync(endless.Url, "run.cancelled");
        var (goodId, _) = await Client.CreateWebhookAsync(slowlyGood.Url, "run.cancelled");
        await CancelOneAsync();
        var start = Stopwatch.GetTimestamp();

        var good = await Client.DeliversAsync(goodId, d => Text(d["state"]) == "delivered");
        var (unanswered, cut) = (await Client.DeliversAsync(lateId, d => d["error"] is not null), await Client.DeliversAsync(endlessId, d => d["error"] is not null));

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(40));
        good["status"]!.GetValue<int>().ShouldBe(200);
        (unanswered["status"], Text(unanswered["error"])).ShouldBe((null, "There was no answer within 10 seconds."));
        (cut["status"]!.GetValue<int>(), Text(cut["error"])).ShouldBe((500, "It was not taken: 500"));
    }

    [Fact]
    public async Task SayWhyNobodyIsReached()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var (refused, _) = await Client.CreateWebhookAsync($"http://127.0.0.1:{port}/", "run.cancelled");
        var (unknown, _) = await Client.CreateWebhookAsync("http://nowhere.invalid/", "run.cancelled");
        await CancelOneAsync();

        Text((await Client.DeliversAsync(refused, d => d["error"] is not null))["error"]).ShouldContain("refused");
        Text((await Client.DeliversAsync(unknown, d => d["error"] is not null))["error"]).Length.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task OfAWebhookThatIsTurnedOffWaitUntilItIsOn()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await Client.CreateWebhookAsync("http://127.0.0.1:1/", "run.cancelled");
        await CancelOneAsync();
        await Client.DeliversAsync(id, d => d["error"] is not null);
        await Client.WebhookAsync(HttpMethod.Put, id, HttpStatusCode.OK, new { url = receiver.Url, events = new[] { "run.cancelled" }, enabled = false });
        await DueAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), Cancelled);
        receiver.Received.ShouldBeEmpty();

        await Client.WebhookAsync(HttpMethod.Put, id, HttpStatusCode.OK, new { url = receiver.Url, events = new[] { "run.cancelled" } });

        await receiver.ReceivesAsync(1);
    }

    [Fact]
    public async Task AreSentWhenTheTablesOfTheQueueWereWiped()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await Client.CreateWebhookAsync("http://127.0.0.1:1/", "run.cancelled");
        await CancelOneAsync();
        await Client.DeliversAsync(id, d => d["error"] is not null);
        // As if it had been handed over, and the queue had lost it.
        await _service.ExecuteAsync("truncate hangfire.job cascade; truncate hangfire.jobqueue");
        await Client.WebhookAsync(HttpMethod.Put, id, HttpStatusCode.OK, new { url = receiver.Url, events = new[] { "run.cancelled" } });
        await DueAsync();

        await receiver.ReceivesAsync(1);
        await Client.DeliversAsync(id, d => Text(d["state"]) == "delivered");
    }

    [Fact]
    public async Task ToOneThatHangsHoldUpNoOther()
    {
        var (now, most) = (0, 0);
        await using var hanging = await Receiver.StartAsync(async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => Interlocked.Decrement(ref now), TaskScheduler.Default);
        });
        await using var receiver = await Receiver.StartAsync();
        var (hangingId, _) = await Client.CreateWebhookAsync(hanging.Url, "run.cancelled");
        for (var n = 0; n < 40; n++)
            await CancelOneAsync();
        await hanging.ReceivesAsync(1);
        await Client.CreateWebhookAsync(receiver.Url, "run.cancelled");
        await CancelOneAsync();

        await receiver.ReceivesAsync(1);
        // The third comes once one of the first two was given up.
        await hanging.ReceivesAsync(3);
        most.ShouldBe(2);
        (await Client.GetObjectAsync($"/webhooks/{hangingId}/deliveries?n=100")).Body["deliveries"]!.AsArray().Count.ShouldBe(41);
    }

    [Fact]
    public async Task AreListedPageByPage()
    {
        var (id, _) = await Client.CreateWebhookAsync("http://127.0.0.1:1/", "run.failed");
        await _service.ExecuteAsync($"insert into webhook_deliveries (webhook_id, event, payload, state) select '{id}', 'run.failed', json_build_object('n', n), 'delivered' from generate_series(1, 45) n");
        var seen = new List<int>();
        for (string? before = ""; before is not null;)
        {
            var page = (await Client.GetObjectAsync($"/webhooks/{id}/deliveries?n=20{before}")).Body;
            seen.AddRange(page["deliveries"]!.AsArray().Select(delivery => delivery!["payload"]!["n"]!.GetValue<int>()));
            before = page["before"] is { } next ? $"&before={next}" : null;
        }

        seen.ShouldBe(Enumerable.Range(1, 45).Reverse());
    }

    [Fact]
    public async Task MakeTheProcessNoWorkerThatWouldTakeRuns()
    {
        await using var receiver = await Receiver.StartAsync();
        await Client.CreateWebhookAsync(receiver.Url, "run.cancelled");
        await CancelOneAsync();
        await receiver.ReceivesAsync(1);
        await Client.PostAsync(new Uri("/training/runs", UriKind.Relative), content: null, Cancelled);

        (await _service.QueryAsync<string>("select (data::jsonb -> 'Queues')::text from hangfire.server")).ShouldBe(["[\"webhooks\"]"]);
        var condition = await QueueInspector.ReadAsync(_service.Get<Npgsql.NpgsqlDataSource>(), TimeSpan.FromSeconds(30), Cancelled);
        (condition.WorkerSeen, condition.Waiting).ShouldBe((null, 1));
        (await _service.QueryAsync<string>("select state from training_runs order by id desc limit 1")).ShouldBe(["queued"]);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    // The pause is over.
    private Task DueAsync() => _service.ExecuteAsync("update webhook_deliveries set next_attempt_at = now() where state = 'waiting'");

    private async Task<long> CancelOneAsync()
    {
        using var asked = await Client.PostAsync(new Uri("/training/runs?queue=true", UriKind.Relative), content: null, Cancelled);
        var run = JsonNode.Parse(await asked.Content.ReadAsStringAsync(Cancelled))!["id"]!.GetValue<long>();
        using var cancelled = await Client.PostAsync(new Uri($"/training/runs/{run}/cancel", UriKind.Relative), content: null, Cancelled);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return run;
    }
}
