using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Keys;
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
            .RequireRole(toRead: Role.Read, toChange: Role.Admin)
            .RequireDatabase();
        // To verify a file takes as long as the file is large.
        api.DisableRequestTimeout();

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
            .WithDescription("That is one of another training, where there is one, and not the same without the items that were placed later. Its file is verified first. One that is missing or damaged is skipped for the one before it; the answer says which, and why.")
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
        string version, SnapshotCatalog catalog, SnapshotVerifier verifier, CancellationToken cancellationToken) =>
        ChangeAsync(version, SnapshotState.Active, catalog, verifier, () => catalog.ActivateAsync(version, cancellationToken), cancellationToken);

    /// <param name="version">The snapshot to try.</param>
    /// <param name="percent">How many of a hundred users it serves, from 1 to 99.</param>
    internal static Task<Results<Ok<SnapshotUseResponse>, ProblemHttpResult>> SetCanaryAsync(
        string version, SnapshotCatalog catalog, SnapshotVerifier verifier, CancellationToken cancellationToken,
        [FromQuery, Range(1, 99)] int percent = DefaultPercent) =>
        ChangeAsync(version, SnapshotState.Canary, catalog, verifier, () => catalog.SetCanaryAsync(new CanaryShare(version, percent / 100.0), cancellationToken), cancellationToken);

    /// <param name="version">The snapshot that shall never be served again.</param>
    internal static Task<Results<Ok<SnapshotUseResponse>, ProblemHttpResult>> RejectAsync(
        string version, SnapshotCatalog catalog, CancellationToken cancellationToken) =>
        ChangeAsync(version, SnapshotState.Rejected, catalog, verifier: null, () => catalog.RejectAsync(version, "It was rejected by hand.", cancellationToken), cancellationToken);

    internal static async Task<Ok<RollbackResponse>> RollBackAsync(SnapshotRollback rollback, CancellationToken cancellationToken) =>
        TypedResults.Ok(await rollback.RollBackAsync(cancellationToken));

    private static async Task<Results<Ok<SnapshotUseResponse>, ProblemHttpResult>> ChangeAsync(
        string version, SnapshotState state, SnapshotCatalog catalog, SnapshotVerifier? verifier, Func<Task> change, CancellationToken cancellationToken)
    {
        if (!(await catalog.ListAsync(cancellationToken)).Any(snapshot => snapshot.Version == version))
            return Problems.UnknownSnapshot(version);
        // Nobody shall be told to load what cannot be loaded.
        if (verifier is not null)
            await verifier.VerifyAsync(version, cancellationToken);
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
        snapshot.Metadata.Extension is { } extension ? new ExtendedSnapshot(extension.Of, extension.Items, extension.PlacedAt) : null,
        snapshot.CreatedAt,
        snapshot.ActivatedAt,
        snapshot.Reason,
        snapshot.Metadata.Metrics);
}
