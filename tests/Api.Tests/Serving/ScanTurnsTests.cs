using KDiffE.Api.Serving.Asking;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Tests.Serving;

/// <summary>How many rankings scan at a time.</summary>
public sealed class ScanTurnsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneThatComesWhenAllScanWaitsUntilOneIsDone()
    {
        using var turns = Turns(threads: 2, waiting: 5);
        var first = await turns.TakeAsync(Cancelled);
        using var second = await turns.TakeAsync(Cancelled);

        var third = turns.TakeAsync(Cancelled).AsTask();
        third.IsCompleted.ShouldBeFalse();
        first.Dispose();

        (await third).Dispose();
    }

    [Fact]
    public async Task WhoComesWhenTooManyWaitIsSentAway()
    {
        using var turns = Turns(threads: 1, waiting: 1);
        var first = await turns.TakeAsync(Cancelled);
        var second = turns.TakeAsync(Cancelled).AsTask();

        await Should.ThrowAsync<ScansBusyException>(async () => await turns.TakeAsync(Cancelled));
        first.Dispose();
        (await second).Dispose();

        (await turns.TakeAsync(Cancelled)).Dispose();
    }

    [Fact]
    public async Task AClientThatGoesLeavesItsPlace()
    {
        using var turns = Turns(threads: 1, waiting: 1);
        var first = await turns.TakeAsync(Cancelled);
        using var gone = new CancellationTokenSource();
        var second = turns.TakeAsync(gone.Token).AsTask();

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        var third = turns.TakeAsync(Cancelled).AsTask();
        first.Dispose();

        (await third).Dispose();
    }

    private static ScanTurns Turns(int threads, int waiting) => new(Options.Create(new ScanOptions { ScanThreads = threads, MaxWaitingScans = waiting }));
}
