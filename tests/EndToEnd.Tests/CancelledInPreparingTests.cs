using System.Net;
using KDiffE.Domain.Runs;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A run that is cancelled while its model is half made, which is then left to the finalizer.</summary>
public sealed class CancelledInPreparingTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    // As many walks as there may be, so that the model is not whole before the cancellation comes.
    private static readonly (string, string)[] Walks = [("KDiffE:Walks", "1000"), ("KDiffE:WalkLength", "10000")];

    // The runtime collects after every megabyte (the number is hexadecimal), so that finalizers come soon.
    private static readonly (string, string) CollectOften = ("DOTNET_GCgen0size", "100000");

    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 800, items: 300);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task TheRunEndsAsCancelledAndItsWorkerFinishesTheNextOne()
    {
        var worker = _site.StartWorker(CollectOften);
        using var api = await _site.StartApiAsync();
        var run = await _site.RequestAsync(epochs: 1, Walks);
        await _site.UntilAsync(run, r => r.Progress?.Phase == "preparing", Long);

        using var answer = await api.PostAsync(new Uri($"/training/runs/{run}/cancel", UriKind.Relative), content: null, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var cancelled = await _site.UntilAsync(run, r => !r.IsActive, Long);
        (cancelled.State, cancelled.Progress!.Phase).ShouldBe((RunState.Cancelled, "preparing"));
        var next = await _site.UntilAsync(await _site.RequestAsync(epochs: 20), r => !r.IsActive || !worker.IsRunning, Long);
        worker.IsRunning.ShouldBeTrue(worker.Output);
        (next.State, next.Attempt, next.Worker).ShouldBe((RunState.Succeeded, 1, cancelled.Worker), worker.Output);
    }
}
