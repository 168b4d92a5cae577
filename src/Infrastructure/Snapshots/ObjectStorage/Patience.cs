namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>Ends the waiting for something that makes no progress.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly TimeSpan _limit;

    /// <param name="limit">How long there may be none.</param>
    /// <param name="cancellationToken">Ends it before.</param>
    public Patience(TimeSpan limit, CancellationToken cancellationToken)
    {
        (_limit, _end) = (limit, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        Progress();
    }

    /// <summary>Says when it is over.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Has it begin anew.</summary>
    public void Progress() => _end.CancelAfter(_limit);

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();
}
