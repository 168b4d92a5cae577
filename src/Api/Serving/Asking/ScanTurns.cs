using KDiffE.Domain.Ranking;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving.Asking;

/// <summary>
/// Has rankings of large catalogues take turns: so many scan at a time that threads are left for whatever needs no scan, others
/// wait, and beyond <c>Serving:MaxWaitingScans</c> nobody does. What is scanned in microseconds needs no turn.
/// </summary>
internal sealed class ScanTurns : IDisposable
{
    // Elements of the items' matrix: what is scanned for longer than a turn takes to be handed on.
    private const int Large = 1 << 22;

    private readonly SemaphoreSlim _free;
    private readonly int _mostWaiting;
    private int _waiting;

    /// <param name="options">How many scan, and how many wait.</param>
    public ScanTurns(IOptions<ScanOptions> options)
    {
        var threads = options.Value.ScanThreads is > 0 and var set ? set : Math.Max(1, Environment.ProcessorCount - 1);
        _free = new SemaphoreSlim(threads);
        _mostWaiting = options.Value.MaxWaitingScans;
        // The pool makes threads beyond its least number only when it has been stuck for a while.
        ThreadPool.GetMinThreads(out var least, out var ports);
        ThreadPool.SetMinThreads(Math.Max(least, Environment.ProcessorCount + threads), ports);
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="ranking">What is to be scanned.</param>
    /// <param name="cancellationToken">Ends the waiting, as when the client is gone.</param>
    /// <returns>The turn, to be disposed after the scan.</returns>
    /// <exception cref="ScansBusyException">As many wait as may.</exception>
    public ValueTask<Turn> TakeAsync(SnapshotRanking ranking, CancellationToken cancellationToken) =>
        ranking.Snapshot.ItemEmbeddings.Length < Large ? default : TakeAsync(cancellationToken);

    /// <inheritdoc cref="TakeAsync(SnapshotRanking, CancellationToken)"/>
    internal ValueTask<Turn> TakeAsync(CancellationToken cancellationToken)
    {
        if (_free.Wait(0, CancellationToken.None))
            return new(new Turn(_free));
        if (Interlocked.Increment(ref _waiting) <= _mostWaiting)
            return WaitAsync(cancellationToken);
        Interlocked.Decrement(ref _waiting);
        throw new ScansBusyException(_mostWaiting);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private async ValueTask<Turn> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _free.WaitAsync(cancellationToken);
            return new Turn(_free);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The right to scan until this is disposed.</summary>
    internal readonly struct Turn(SemaphoreSlim? free) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => free?.Release();
    }
}
