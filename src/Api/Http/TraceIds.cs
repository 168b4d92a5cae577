using System.Diagnostics;

namespace KDiffE.Api.Http;

/// <summary>
/// Has every request have a trace id, for its lines in the log and for the answer where it fails, also where traces are sent nowhere. ASP.NET
/// gives one to requests for which it makes a scope of the log, too; that costs more than the id, and tells the ids of users.
/// </summary>
internal sealed class TraceIds : IHostedService, IDisposable
{
    private const string Requests = "Microsoft.AspNetCore";

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == Requests,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
