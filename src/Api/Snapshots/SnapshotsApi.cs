using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Snapshots;

/// <summary>The snapshots that exist.</summary>
internal static class SnapshotsApi
{
    private const int DefaultPercent = 10;

    public static void MapSnapshots(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/snapshots").WithTags("Snapshots")
            .RequireDatabase();

        api.MapGet("", ListSnapshotsAsync)
            .WithName("ListSnapshots")
            .WithSummary("Every snapshot with its state and metrics, the newest first")
            .WithDescription("Says which ones this process serves, and which one it refused last and why.");
        api.MapPost("/{version}/activate", ActivateAsync)
            .WithName("ActivateSnapshot")
            .WithSummary("Serve a snapshot to everybody")
            .WithDescription("Its file is verified first. The one before it is retired, and a canary ends.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/{version}/canary", SetCanaryAsync)
            .WithName("SetCanary")
            .WithSummary("Serve a snapshot to a share of the users")
            .WithDescription("`percent` of the users, always the same ones; its file is verified first. Activating any snapshot ends it.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/{version}/reject", RejectAsync)
            .WithName("RejectSnapshot")
            .WithSummary("Take a snapshot out of use for good; a canary ends with it")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/rollback", RollBackAsync)
            .WithName("RollBackSnapshot")
            .WithSummary("Serve the snapshot again that was active before the present one")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    internal static async Task<Ok<SnapshotsResponse>> ListSnapshotsAsync(
        SnapshotCatalog catalog, SnapshotHolder holder, CancellationToken cancellationToken)
    {
        var snapshots = await catalog.ListAsync(cancellationToken);
        var (served, canary) = (holder.Version, holder.Canary);
        return TypedResults.Ok(new SnapshotsResponse(
            served, canary?.Version, holder.LastRefusal,
            [.. snapshots.Select(s => Describe(s, s.Version == served || s.Version == canary?.Version))]));
    }

    /// <param name="version">The snapshot to serve.</param>
    internal static Task<Results<Ok<SnapshotUseResponse>, ProblemHttpResult>> ActivateAsync(
        string version, SnapshotCatalog catalog, ISnapshotStore store, CancellationToken cancellationToken) =>
        ChangeAsync(version, SnapshotState.Active, catalog, store, () => catalog.ActivateAsync(version, cancellationToken), cancellationToken);

    /// <param name="version">The snapshot to try.</param>
    /// <param name="percent">How many of a hundred users it serves, from 1 to 99.</param>
    internal static Task<Results<Ok<SnapshotUseResponse>, ProblemHttpResult>> SetCanaryAsync(
        string version, SnapshotCatalog catalog, ISnapshotStore store, CancellationToken cancellationToken,
        [FromQuery, Range(1, 99)] int percent = DefaultPercent) =>
        ChangeAsync(version, SnapshotState.Canary, catalog, store, () => catalog.SetCanaryAsync(new CanaryShare(version, percent / 100.0), cancellationToken), cancellationToken);

    /// <param name="version">The snapshot that shall never be served again.</param>
    internal static Task<Results<Ok<SnapshotUseResponse>, ProblemHttpResult>> RejectAsync(
        string version, SnapshotCatalog catalog, CancellationToken cancellationToken) =>
        ChangeAsync(version, SnapshotState.Rejected, catalog, verifiedIn: null, () => catalog.RejectAsync(version, "It was rejected by hand.", cancellationToken), cancellationToken);

    internal static async Task<Ok<SnapshotUseResponse>> RollBackAsync(SnapshotCatalog catalog, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SnapshotUseResponse(await catalog.RollBackAsync(cancellationToken), SnapshotState.Active));

    private static async Task<Results<Ok<SnapshotUseResponse>, ProblemHttpResult>> ChangeAsync(
        string version, SnapshotState state, SnapshotCatalog catalog, ISnapshotStore? verifiedIn, Func<Task> change, CancellationToken cancellationToken)
    {
        if (!(await catalog.ListAsync(cancellationToken)).Any(snapshot => snapshot.Version == version))
            return Problems.UnknownSnapshot(version);
        // Nobody shall be told to load what cannot be loaded.
        verifiedIn?.Open(version).Dispose();
        await change();
        return TypedResults.Ok(new SnapshotUseResponse(version, state));
    }

    private static SnapshotResponse Describe(CatalogedSnapshot snapshot, bool served) => new(
        snapshot.Version,
        snapshot.Metadata.Dataset,
        snapshot.State,
        served,
        snapshot.CanaryShare,
        snapshot.TrainingRunId,
        snapshot.CreatedAt,
        snapshot.ActivatedAt,
        snapshot.Reason,
        snapshot.Metadata.Metrics);
}
