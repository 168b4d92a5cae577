using KDiffE.Api.Http;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Nodes;

/// <summary>The processes of the service.</summary>
internal static class NodesApi
{
    public static void MapNodes(this IEndpointRouteBuilder app) => app.MapGroup("/nodes").WithTags("Nodes")
        .RequireRole(Role.Read)
        .RequireDatabase()
        .MapGet("", ListNodesAsync)
        .WithName("ListNodes")
        .WithSummary("Every API and worker: where it runs, when it was last heard of, what it serves or trains")
        .WithDescription("Each tells of itself every five seconds. One that is stopped in order goes from the list at once, any other a day after it was last heard of.");

    internal static async Task<Ok<NodesResponse>> ListNodesAsync(
        NodeStore nodes, NodeIdentity self, INodeConditionSource here, CancellationToken cancellationToken)
    {
        var all = await nodes.ListAsync(cancellationToken);
        return TypedResults.Ok(new NodesResponse(
            [.. all.Select(node => NodeResponse.Of(node.Identity.Id == self.Id ? node with { Condition = here.Current } : node))]));
    }
}
