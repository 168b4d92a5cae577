using KDiffE.Api.Http;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Traffic;

/// <summary>How much is asked at this moment, and how fast it is answered.</summary>
internal static class TrafficApi
{
    public static void MapTraffic(this IEndpointRouteBuilder app) => app.MapGroup("/metrics").WithTags("Metrics")
        .RequireRole(Role.Read)
        .MapGet("/traffic", GetTrafficAsync)
        .WithName("GetTraffic")
        .WithSummary("Requests for rankings in the last minute: rate, errors, latency, and what they were ranked by")
        .WithDescription("Of all APIs that are alive, together; what others say of themselves is up to five seconds old.");

    internal static async Task<Ok<TrafficResponse>> GetTrafficAsync(TrafficOfNodes traffic, CancellationToken cancellationToken) =>
        TypedResults.Ok(TrafficResponse.Of(await traffic.ReadAsync(cancellationToken)));
}
