using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>Looks at stored snapshots before anybody is told to serve them.</summary>
internal sealed class SnapshotVerifier(ModelReader reader, LoadingTurns turns)
{
    /// <summary>Reads and verifies all of a snapshot as if it were to be served, and gives its memory back.</summary>
    /// <exception cref="InvalidSnapshotException">It cannot be read, or is not sound.</exception>
    public Task VerifyAsync(string version, CancellationToken cancellationToken) =>
        turns.TakeAsync(cancellation => reader.VerifyAsync(version, cancellation), cancellationToken);
}
