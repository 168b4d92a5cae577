using System.Net;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Webhooks;

/// <summary>Real API processes: one is killed, two share the work.</summary>
public sealed class WebhookProcessesTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task WhatAKilledProcessHadYetToSendIsSentByTheNextOne()
    {
        await using var receiver = await Receiver.StartAsync();
        string id;
        await using (var killed = await ApiProcess.StartAsync(_service))
        {
            (id, _) = await MakeAsync(killed.Client, receiver.Url);
            await CancelOneAsync(killed.Client);
            // Killed by the end of the block, as soon as the answer is there: the event is in the database, and nowhere else.
        }

        receiver.Received.ShouldBeEmpty();
        (await _service.QueryAsync<string>("select state || ' ' || attempts from webhook_deliveries")).ShouldBe(["waiting 0"]);
        await ReleaseAsync();
        await using var next = await ApiProcess.StartAsync(_service);

        await receiver.ReceivesAsync(1);
        await next.Client.DeliversAsync(id, d => d["state"]!.GetValue<string>() == "delivered");
        receiver.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatAProcessWasSendingWhenItWasKilledIsSentAgain()
    {
        var first = true;
        await using var receiver = await Receiver.StartAsync(context =>
        {
            var hangs = first;
            first = false;
            return hangs ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask;
        });
        await using (var killed = await ApiProcess.StartAsync(_service))
        {
            await MakeAsync(killed.Client, receiver.Url);
            await CancelOneAsync(killed.Client);
            await receiver.ReceivesAsync(1);
        }

        (await _service.QueryAsync<string>("select state || ' ' || attempts from webhook_deliveries")).ShouldBe(["waiting 1"]);
        await ReleaseAsync();
        await using var next = await ApiProcess.StartAsync(_service);

        await receiver.ReceivesAsync(2);
        receiver.Received[1].Id.ShouldBe(receiver.Received[0].Id);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task WhatAProcessWasSendingWhenItWasToldToStopIsNoAttemptAndSentByTheNextOne()
    {
        var hangs = true;
        await using var receiver = await Receiver.StartAsync(context => hangs ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask);
        string id;
        await using (var stopped = await ApiProcess.StartAsync(_service))
        {
            (id, _) = await MakeAsync(stopped.Client, receiver.Url);
            await CancelOneAsync(stopped.Client);
            await receiver.ReceivesAsync(1);

            (await stopped.StopAsync()).ShouldNotContain(line => line.Contains("attempt 1"));
        }

        (await _service.QueryAsync<string>("select state || ' ' || attempts || ' ' || coalesce(error, 'no error') from webhook_deliveries")).ShouldBe(["waiting 0 no error"]);
        hangs = false;
        await using var next = await ApiProcess.StartAsync(_service);
        await next.Client.DeliversAsync(id, d => d["state"]!.GetValue<string>() == "delivered");
        receiver.Received.Select(received => received.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task WhatIsTakenWhileAProcessStopsIsDelivered()
    {
        var asked = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            asked.TrySetResult();
            await Task.Delay(TimeSpan.FromMilliseconds(500), context.RequestAborted);
        });
        await using var stopped = await ApiProcess.StartAsync(_service);
        await MakeAsync(stopped.Client, receiver.Url);
        await CancelOneAsync(stopped.Client);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancelled);

        await stopped.StopAsync();

        (await _service.QueryAsync<string>("select state || ' ' || attempts from webhook_deliveries")).ShouldBe(["delivered 1"]);
    }

    [Fact]
    public async Task TwoProcessesSendEveryEventOnce()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var one = await ApiProcess.StartAsync(_service);
        await using var two = await ApiProcess.StartAsync(_service);
        await MakeAsync(one.Client, receiver.Url);
        for (var n = 0; n < 20; n++)
            await CancelOneAsync(n % 2 == 0 ? one.Client : two.Client);

        await receiver.ReceivesAsync(20);
        await Eventually.IsAsync(
            async () => (await _service.QueryAsync<long>("select count(*) from webhook_deliveries where state = 'delivered'")).Single() == 20);

        receiver.Received.Count.ShouldBe(20);
        receiver.Received.Select(received => received.Id).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task TwoProcessesThatRefuseASnapshotTellOfItOnceAndOfTheirOwnConditionEach()
    {
        await using var receiver = await Receiver.StartAsync();
        (string, string)[] quick = [("Webhooks__DegradedAfter", "00:00:01"), ("Webhooks__RecoveredAfter", "00:00:02")];
        await _service.PublishAsync(Catalogue.Content("v1"));
        await using var one = await ApiProcess.StartAsync(_service, quick);
        await using var two = await ApiProcess.StartAsync(_service, quick);
        await MakeAsync(one.Client, receiver.Url, "snapshot.refused", "service.degraded", "service.recovered");
        await one.Client.EventuallyAsync("/health/live", body => body["snapshotVersion"]?.GetValue<string>() == "v1");
        await two.Client.EventuallyAsync("/health/live", body => body["snapshotVersion"]?.GetValue<string>() == "v1");

        await _service.RegisterAsync(Catalogue.Content("missing").Metadata);
        await receiver.ReceivesAsync(3);
        await _service.Catalog.ActivateAsync("v1", Cancelled);
        await receiver.ReceivesAsync(5);

        var types = receiver.Received.Select(received => received.Type).ToList();
        types.Order(StringComparer.Ordinal).ShouldBe(["service.degraded", "service.degraded", "service.recovered", "service.recovered", "snapshot.refused"]);
        receiver.Received.Single(received => received.Type == "snapshot.refused").Body["data"]!["snapshot"]!.GetValue<string>().ShouldBe("missing");
        var told = receiver.Received.Where(received => received.Type == "service.degraded").Select(received => received.Body["data"]!).ToList();
        told.ShouldAllBe(data => data["host"]!.GetValue<string>() == Environment.MachineName && data["reason"]!.GetValue<string>().StartsWith("The active snapshot missing was refused"));
        told.Select(data => data["processId"]!.GetValue<int>()).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task ADatabaseThatWasAwayIsToldOnceItIsBack()
    {
        await using var receiver = await Receiver.StartAsync();
        await _service.PublishAsync(Catalogue.Content("v1"));
        await using var relay = Serving.StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        await using var api = await ApiProcess.StartAsync(
            _service, ("ConnectionStrings__Postgres", connectionString), ("Webhooks__DegradedAfter", "00:00:01"), ("Webhooks__RecoveredAfter", "00:00:02"));
        await MakeAsync(api.Client, receiver.Url, "service.degraded", "service.recovered");
        await api.Client.EventuallyAsync("/health/live", body => body["snapshotVersion"] is not null && body["degraded"] is null);

        relay.Cut();
        var cut = DateTimeOffset.UtcNow;
        await api.Client.EventuallyAsync("/health/live", body => body["degraded"] is not null);
        // Three seconds of the process's own: in those that a busy machine takes from it, it notes nothing.
        for (var look = 0; look < 60; look++)
        {
            await Task.Delay(50, Cancelled);
            await api.Client.GetObjectAsync("/health/live");
        }

        receiver.Received.ShouldBeEmpty();
        var opened = DateTimeOffset.UtcNow;
        relay.Open();

        await receiver.ReceivesAsync(2);
        // Both are told at once, in no certain order; when they happened is certain.
        var inTime = receiver.Received.OrderBy(When).ToList();
        inTime.Select(received => received.Type).ShouldBe(["service.degraded", "service.recovered"]);
        When(inTime[0]).ShouldBeInRange(cut.AddSeconds(-1), opened);
        receiver.Received.ShouldAllBe(received => received.Body["data"]!["reason"]!.GetValue<string>() == "The database does not answer.");

        static DateTimeOffset When(ReceivedEvent received) => received.Body["timestamp"]!.GetValue<DateTimeOffset>();
    }

    // The claim of a process that is gone runs out, and its hold on the job, if it came to that.
    private Task ReleaseAsync() => _service.ExecuteAsync(
        """
        update webhook_deliveries set next_attempt_at = now();
        do $$ begin
            if to_regclass('hangfire.jobqueue') is not null then update hangfire.jobqueue set fetchedat = fetchedat - interval '1 hour'; end if;
        end $$
        """);

    private static async Task<(string Id, string Secret)> MakeAsync(HttpClient client, string url, params string[] events)
    {
        // The tables are made at the start.
        await client.EventuallyAsync("/webhooks", body => body["webhooks"] is not null);
        return await client.CreateWebhookAsync(url, events is [] ? ["run.cancelled"] : events);
    }

    private static async Task CancelOneAsync(HttpClient client)
    {
        using var asked = await client.PostAsync(new Uri("/training/runs?queue=true", UriKind.Relative), content: null, Cancelled);
        var run = JsonNode.Parse(await asked.Content.ReadAsStringAsync(Cancelled))!["id"]!;
        using var cancelled = await client.PostAsync(new Uri($"/training/runs/{run}/cancel", UriKind.Relative), content: null, Cancelled);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }
}
