using KDiffE.Api.Serving;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;

namespace KDiffE.Api.Snapshots;

/// <summary>Finds the way back to a snapshot that can be served.</summary>
internal sealed partial class SnapshotRollback(SnapshotCatalog catalog, SnapshotVerifier verifier, ILogger<SnapshotRollback> logger)
{
    /// <summary>
    /// Makes the snapshot active that was so before the present one and is of another training, where there is one, or the one before that where its file is missing or
    /// damaged, and so on. Called once more, it goes forward again.
    /// </summary>
    /// <exception cref="SnapshotUseException">There is none that can be served; nothing was changed.</exception>
    public async Task<RollbackResponse> RollBackAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (active, _) = await catalog.GetServedAsync(cancellationToken);
            var (target, skipped) = await FindAsync(await catalog.ListWaysBackAsync(active, cancellationToken), cancellationToken);
            // Verifying takes its time: somebody may have activated another one meanwhile, which then is the one to go back from.
            if (!await catalog.ReplaceAsync(active, target, cancellationToken))
                continue;
            LogRolledBack(target, active ?? "none");
            return new RollbackResponse(target, SnapshotState.Active, skipped);
        }
    }

    private async Task<(string Target, IReadOnlyList<SkippedSnapshot> Skipped)> FindAsync(IEnumerable<string> versions, CancellationToken cancellationToken)
    {
        var skipped = new List<SkippedSnapshot>();
        foreach (var version in versions)
        {
            try
            {
                await verifier.VerifyAsync(version, cancellationToken);
                return (version, skipped);
            }
            catch (InvalidSnapshotException error)
            {
                LogSkipped(version, error.Message);
                skipped.Add(new SkippedSnapshot(version, error.Reason));
            }
        }

        throw new SnapshotUseException(skipped.Count == 0
            ? "There is no snapshot that was active before."
            : $"No snapshot that was active before can be served: {string.Join("; ", skipped.Select(snapshot => $"{snapshot.Version}: {snapshot.Reason}"))}.");
    }

    [LoggerMessage(LogLevel.Information, "Rolled back to snapshot {Version}; {Before} was active before")]
    private partial void LogRolledBack(string version, string before);

    [LoggerMessage(LogLevel.Warning, "The rollback skips snapshot {Version}: {Reason}")]
    private partial void LogSkipped(string version, string reason);
}
