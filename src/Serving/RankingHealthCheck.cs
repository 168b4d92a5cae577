using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KDiffE.Serving;

/// <summary>Unhealthy until a snapshot is loaded; degraded while another one is ranked by than is served.</summary>
internal sealed class RankingHealthCheck(SnapshotSlot slot) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        slot.Version is not { } version ? new HealthCheckResult(context.Registration.FailureStatus, slot.Trouble ?? "The first snapshot is being loaded.")
        : slot.Trouble is { } trouble ? HealthCheckResult.Degraded(trouble)
        : HealthCheckResult.Healthy($"Ranking by snapshot {version}."));
}
