namespace KDiffE.Api.Serving;

/// <summary>
/// Has those who read whole snapshots take turns, so that beside what is served there is at most one in memory: the next
/// one, be it read ahead, one that is verified before it may become the next one, or one that somebody looks at.
/// </summary>
internal sealed class LoadingTurns : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for its turn and works on another thread.</summary>
    /// <param name="work">Gives up all that it reads but what is served afterwards, or read ahead.</param>
    /// <param name="cancellationToken">Ends the waiting, and is handed to the work.</param>
    public async Task TakeAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => work(cancellationToken), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
