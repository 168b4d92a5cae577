using KDiffE.Api.Serving;

namespace KDiffE.Api.Http;

/// <summary>
/// Answers 503 until a snapshot is loaded; once one is, there always is one, unless its memory was needed for another catalogue's:
/// then it is read again.
/// </summary>
internal sealed class RequireSnapshot(SnapshotHolder snapshots, SnapshotDemand demand) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        snapshots.Version is null ? WaitAsync(context, next) : next(context);

    private async ValueTask<object?> WaitAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        await demand.WaitAsync(context.HttpContext.RequestAborted);
        return snapshots.Version is null ? Problems.NotReady(context.HttpContext, snapshots.WhyNotReady) : await next(context);
    }
}
