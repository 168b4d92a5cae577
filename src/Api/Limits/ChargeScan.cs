using KDiffE.Api.Serving;

namespace KDiffE.Api.Limits;

/// <summary>Charges the caller for one scan of all items of the served snapshot. Comes after <c>RequireSnapshot</c>.</summary>
internal sealed class ChargeScan(ScanWork work, SnapshotHolder snapshots) : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        work.Charge(context.HttpContext, snapshots.Items) is { } refusal ? ValueTask.FromResult<object?>(refusal) : next(context);
}

/// <summary>What is said of routes that scan.</summary>
internal static class ScanRoutes
{
    /// <summary>Each request scans all items once; one that scans for several users charges by <see cref="ScanWork"/> itself.</summary>
    public static RouteGroupBuilder ChargeScan(this RouteGroupBuilder group) => group.AddEndpointFilter<ChargeScan>();
}
