using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Health;

/// <summary>What orchestrators and load balancers ask.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/health").WithTags("Health")
            .AllowAnonymous()
            .DisableRateLimiting();

        api.MapGet("/live", GetLiveness)
            .WithName("GetLiveness")
            .WithSummary("Whether the process runs");
        api.MapGet("/ready", GetReadiness)
            .WithName("GetReadiness")
            .WithSummary("Whether a snapshot is loaded and requests can be answered")
            .WithDescription("`checks` says how each thing is that this needs, also where the answer is 503.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    internal static Ok<HealthResponse> GetLiveness(SnapshotHolder snapshots) =>
        TypedResults.Ok(Describe("live", snapshots));

    internal static Results<Ok<HealthResponse>, ProblemHttpResult> GetReadiness(SnapshotHolder snapshots, ReadinessChecks checks, HttpContext context)
    {
        if (checks.IsReady)
            return TypedResults.Ok(Describe("ready", snapshots) with { Checks = checks.List() });
        var problem = Problems.NotReady(context, checks.WhyNotReady);
        problem.ProblemDetails.Extensions["checks"] = checks.List();
        return problem;
    }

    private static HealthResponse Describe(string status, SnapshotHolder snapshots) =>
        new(status, snapshots.Version, snapshots.Trouble, snapshots.LastRefusal);
}
