using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace KDiffE.Api;

/// <summary>The snapshots that exist.</summary>
internal static class SnapshotsApi
{
    public static void MapSnapshots(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/snapshots").WithTags("Snapshots")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        api.MapGet("", ListSnapshotsAsync)
            .WithName("ListSnapshots")
            .WithSummary("Every snapshot with its state and metrics, the newest first")
            .WithDescription("Says which one this process serves, and which one it refused last and why.");
    }

    internal static async Task<Results<Ok<SnapshotsResponse>, ProblemHttpResult>> ListSnapshotsAsync(
        SnapshotCatalog catalog, SnapshotHolder holder, HttpContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<CatalogedSnapshot> snapshots;
        try
        {
            snapshots = await catalog.ListAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Nothing was imported yet: the first import makes the schema.
            snapshots = [];
        }
        // Entity Framework wraps lost connections in exceptions of many types.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Problems.DatabaseUnavailable(context);
        }

        var served = holder.Version;
        return TypedResults.Ok(new SnapshotsResponse(served, holder.LastRefusal, [.. snapshots.Select(s => Describe(s, served))]));
    }

    private static SnapshotResponse Describe(CatalogedSnapshot snapshot, string? served) => new(
        snapshot.Version,
        snapshot.Metadata.Dataset,
        snapshot.State.ToString().ToLowerInvariant(),
        snapshot.Version == served,
        snapshot.CreatedAt,
        snapshot.ActivatedAt,
        snapshot.Reason,
        snapshot.Metadata.Metrics);
}
