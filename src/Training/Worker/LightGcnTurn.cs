using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Baselines;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// Whether it is a run's turn to measure LightGCN. What it would reach changes slowly, and only training it tells: each run would pay
/// for that, and nobody is served by it.
/// </summary>
internal sealed class LightGcnTurn(SnapshotCatalog catalog, IOptions<BaselineOptions> options, TimeProvider time)
{
    private readonly int _days = options.Value.LightGcnDays;

    /// <summary>Whether no snapshot of the last days has LightGCN's figures.</summary>
    internal async Task<bool> HasComeAsync(CancellationToken cancellation)
    {
        if (_days <= 0)
            return _days == 0;
        var since = time.GetUtcNow().AddDays(-_days);
        return !(await catalog.ListAsync(cancellation)).Any(snapshot => snapshot.CreatedAt > since && snapshot.Metadata.Metrics.ContainsKey($"{LightGcn.Name}.recall@20"));
    }
}
