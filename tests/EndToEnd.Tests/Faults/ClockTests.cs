using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.EndToEnd.Tests.Histories;
using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;
using KDiffE.TestKit.Clusters;

namespace KDiffE.EndToEnd.Tests.Faults;

/// <summary>Clocks that jump by an hour, forward and back: that of the database, and that of an API.</summary>
[Trait("Category", "Slow")]
public sealed class ClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);
    private static readonly (string, string)[] Impatient = [("Training__Silence", "00:00:06"), ("Training__Heartbeat", "00:00:01")];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 400_000)]
    public async Task JumpsOfTheDatabasesClockCostNoAcknowledgedWriteNoAnswerAndNoRun()
    {
        using var clock = FakeClock.Create();
        await using var cluster = await PostgresCluster.CreateAsync("127.0.0.1", clock.Within);
        await using var site = await JudgedSite.CreateAsync(await JudgedSite.DatabaseOnAsync(cluster));
        var worker = await site.TrainAndServeAsync(apis: 2);
        site.Site.StartWorker();
        var run = await site.BeginRunAsync(epochs: 150);

        await site.WhileClientsWorkAsync(async () =>
        {
            foreach (var ahead in (TimeSpan[])[Hour, TimeSpan.Zero, -Hour, TimeSpan.Zero])
            {
                clock.Set(ahead);
                await Task.Delay(TimeSpan.FromSeconds(5), Cancelled);
            }

            clock.Set(-Hour);
        });

        // What happens now happened before all that is known, and yet it counts within two seconds.
        var shown = await ShownAsync(site);
        (await site.Operator.HideAsync(shown, hidden: true)).Outcome.ShouldBe(Outcome.Ok);
        await Eventually.IsAsync(async () => await ShownAsync(site) != shown, TimeSpan.FromSeconds(2));
        var ended = await site.EndOfAsync(run);
        ended.State.ShouldBe(RunState.Succeeded, $"{ended.Error}\n{worker.Output}");
        (await site.ProblemsAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 400_000)]
    public async Task ARunWhoseWorkerDiesIsTakenUpThoughTheDatabasesClockWasSetBack()
    {
        using var clock = FakeClock.Create();
        clock.Set(Hour);
        await using var cluster = await PostgresCluster.CreateAsync("127.0.0.1", clock.Within);
        await using var site = await JudgedSite.CreateAsync(await JudgedSite.DatabaseOnAsync(cluster));
        var first = await site.TrainAndServeAsync(settings: Impatient);
        var run = await site.BeginRunAsync(epochs: 60);

        await first.SignalAsync("KILL");
        await first.WaitForExitAsync(Long);
        clock.Set(TimeSpan.Zero);
        var second = site.Site.StartWorker(Impatient);

        await site.Site.UntilAsync(run, found => found.Attempt == 2, Long);
        (await site.EndOfAsync(run)).State.ShouldBe(RunState.Succeeded, second.Output);
        (await site.ProblemsAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 300_000)]
    public async Task AKeyExpiresByTheClockOfTheApiAndAnswersGoOn()
    {
        using var clock = FakeClock.Create();
        await using var site = new Site();
        await site.InitializeAsync();
        await SmallModel.PublishAsync(site, "v1", Cancelled);
        var keys = site.Get<ApiKeyStore>();
        var (brief, lasting) = (
            (await keys.CreateAsync("brief", [Role.Read], DateTimeOffset.UtcNow + (Hour / 2), Cancelled)).Text,
            (await keys.CreateAsync("lasting", [Role.Read], expiresAt: null, Cancelled)).Text);
        site.Within = clock.Within;
        var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
        var process = site.StartApi(address, "Production");
        using var api = new HttpClient { BaseAddress = address };
        await Eventually.IsAsync(async () => await StatusAsync(brief) == HttpStatusCode.OK, Long, () => process.Output);

        clock.Set(Hour);
        await Eventually.IsAsync(async () => await StatusAsync(brief) == HttpStatusCode.Unauthorized, () => process.Output);
        (await StatusAsync(lasting)).ShouldBe(HttpStatusCode.OK);
        await SmallModel.PublishAsync(site, "v2", Cancelled);
        await Eventually.IsAsync(async () => await VersionAsync() == "v2", () => process.Output);

        clock.Set(-Hour);
        await Eventually.IsAsync(async () => await StatusAsync(brief) == HttpStatusCode.OK, () => process.Output);
        (await StatusAsync(lasting)).ShouldBe(HttpStatusCode.OK);
        await SmallModel.PublishAsync(site, "v3", Cancelled);
        await Eventually.IsAsync(async () => await VersionAsync() == "v3", () => process.Output);

        async Task<HttpStatusCode> StatusAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/users/{SmallModel.User}/recommendations?n=1", UriKind.Relative));
            request.Headers.Authorization = new("Bearer", key);
            using var answer = await api.SendAsync(request, Cancelled);
            return answer.StatusCode;
        }

        async Task<string?> VersionAsync() =>
            (await api.GetFromJsonAsync<JsonObject>(new Uri("/health/live", UriKind.Relative), Cancelled))!["snapshotVersion"]?.GetValue<string>();
    }

    private static async Task<string> ShownAsync(JudgedSite site) =>
        (await site.Apis[0].GetFromJsonAsync<JsonObject>(new Uri("/users/user-002/recommendations?n=1", UriKind.Relative), Cancelled))!["items"]![0]!["id"]!.GetValue<string>();
}
