using KDiffE.Api.Serving;

namespace KDiffE.Api.Http;

/// <summary>Answers 503 until a snapshot is loaded; once one is, there always is one.</summary>
internal sealed class RequireSnapshot(SnapshotHolder snapshots) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        snapshots.Version is null
            ? ValueTask.FromResult<object?>(Problems.NotReady(context.HttpContext, snapshots.WhyNotReady))
            : next(context);
}
