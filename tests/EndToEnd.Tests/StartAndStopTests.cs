using System.Net;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>What run.sh promises to somebody who starts it, stops it, or pulls the plug.</summary>
public sealed class StartAndStopTests : IAsyncLifetime
{
    private const string Worker = "kdiffe.dll\0worker";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(2);
    private readonly HttpClient _http = new();
    private Checkout _checkout = null!;

    public async ValueTask InitializeAsync() => _checkout = await Checkout.CreateWithCatalogueAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _checkout.DisposeAsync();
    }

    [Fact]
    public async Task OneCommandImportsTrainsServesAndLeavesNothingRunning()
    {
        await using var smoke = Start("--smoke", out _);
        (await smoke.WaitForExitAsync(Long)).ShouldBe(0, smoke.Output);

        smoke.Output.ShouldContain("Every answer is as it should be");
        _checkout.LivingProcesses().ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AKilledApiIsReportedAndTheNextStartReusesWhatIsThere()
    {
        await using (var first = Start(null, out var port))
        {
            await first.WaitForOutputAsync("Ctrl-C stops everything", Long);
            (await RecommendationsAsync(port)).ShouldBe(HttpStatusCode.OK);

            await Signal.SendAsync(_checkout.ProcessWith("KDiffE.Api.dll"), "KILL");
            (await first.WaitForExitAsync(Short)).ShouldBe(1, first.Output);
            first.Output.ShouldContain("The API ended");
        }

        await using var second = Start(null, out var secondPort);
        await second.WaitForOutputAsync("Ctrl-C stops everything", Short);
        second.Output.ShouldContain("Reusing snapshot");
        (await RecommendationsAsync(secondPort)).ShouldBe(HttpStatusCode.OK);

        await second.SignalAsync("INT");
        (await second.WaitForExitAsync(Short)).ShouldBe(130, second.Output);
        _checkout.LivingProcesses().ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AKilledWorkerIsFollowedByAnotherWhileItTrainsAndAfterwards()
    {
        await using var run = Start(null, out var port);
        await run.WaitForOutputAsync("epoch   1", Long);
        var first = _checkout.ProcessWith(Worker);
        await Signal.SendAsync(first, "KILL");
        await run.WaitForOutputAsync("Starting another worker", Short);

        await run.WaitForOutputAsync("Ctrl-C stops everything", Long);
        var (second, api) = (_checkout.ProcessWith(Worker), _checkout.ProcessWith("KDiffE.Api.dll"));
        second.ShouldNotBe(first);
        await Signal.SendAsync(second, "KILL");
        await Eventually.IsAsync(() => Task.FromResult(_checkout.ProcessWith(Worker) is var third && third != 0 && third != second), Short, () => run.Output);

        (await RecommendationsAsync(port)).ShouldBe(HttpStatusCode.OK);
        _checkout.ProcessWith("KDiffE.Api.dll").ShouldBe(api);
        (await _checkout.RunAsync("eng/postgres.sh", "psql", "kdiffe_tiny", "-Atc", "select state from training_runs")).Trim().ShouldBe("succeeded");
        run.IsRunning.ShouldBeTrue(run.Output);
        await run.SignalAsync("INT");
        (await run.WaitForExitAsync(Short)).ShouldBe(130, run.Output);
        _checkout.LivingProcesses().ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AWorkerThatKeepsEndingIsGivenUpWithAWordHowToGoOnWhileTheApiServes()
    {
        await using var run = Start(null, out var port);
        await run.WaitForOutputAsync("Ctrl-C stops everything", Long);
        for (var lives = 0; lives < 4 && !GivenUp(); lives++)
        {
            var worker = 0;
            await Eventually.IsAsync(() => Task.FromResult((worker = _checkout.ProcessWith(Worker)) != 0 || GivenUp()), Short, () => run.Output);
            if (worker == 0)
                break;
            await Signal.SendAsync(worker, "KILL");
            await Eventually.IsAsync(() => Task.FromResult(_checkout.ProcessWith(Worker) != worker), Short, () => run.Output);
        }

        await run.WaitForOutputAsync("no run is trained any more until you start KDIFFE_DATASET=tiny ./kdiffe worker", Short);

        (await RecommendationsAsync(port)).ShouldBe(HttpStatusCode.OK);
        run.IsRunning.ShouldBeTrue(run.Output);

        bool GivenUp() => run.Output.Contains("./kdiffe worker", StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task KilledWhileTrainingTheNextStartGoesOnWithItAndServes()
    {
        await using (var first = Start(null, out _))
        {
            await first.WaitForOutputAsync("epoch   1", Long);
            await first.SignalAsync("KILL");
            await first.WaitForExitAsync(Short);
        }

        // They are killed with it, but the kernel takes its time to clear them away.
        await Eventually.IsAsync(() => Task.FromResult(_checkout.ProcessWith("bin/Release") == 0), Short, () => "a process of the killed run goes on");

        await using var second = Start("--smoke", out _);
        (await second.WaitForExitAsync(Long)).ShouldBe(0, second.Output);
        second.Output.ShouldContain("Going on with run 1, which was stopped");
        _checkout.LivingProcesses().ShouldBeEmpty();
    }

    private CommandProcess Start(string? option, out int port)
    {
        port = Site.FreePort();
        string[] options = option == null ? [] : [option];
        return _checkout.Start("run.sh", [.. options, "--port", port.ToString(), "--data", _checkout.Catalogue, "--", "KDiffE:Epochs=8"]);
    }

    private async Task<HttpStatusCode> RecommendationsAsync(int port)
    {
        using var answer = await _http.GetAsync(new Uri($"http://localhost:{port}/users/user-0001/recommendations"));
        return answer.StatusCode;
    }
}
