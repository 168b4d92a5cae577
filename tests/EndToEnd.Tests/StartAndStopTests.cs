using System.Net;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>What run.sh promises to somebody who starts it, stops it, or pulls the plug.</summary>
public sealed class StartAndStopTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(60);
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
    public async Task AKilledWorkerIsReported()
    {
        await using var run = Start(null, out _);
        await run.WaitForOutputAsync("Ctrl-C stops everything", Long);

        await Signal.SendAsync(_checkout.ProcessWith("kdiffe.dll\0worker"), "KILL");

        (await run.WaitForExitAsync(Short)).ShouldBe(1, run.Output);
        run.Output.ShouldContain("The worker ended");
        _checkout.LivingProcesses().ShouldBeEmpty();
    }

    [Fact]
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
