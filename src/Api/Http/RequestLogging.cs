using System.Diagnostics;
using KDiffE.Infrastructure.Telemetry;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Http;

/// <summary>
/// One line of the log per request, health probes included, once all that follows is done with it. Where its level is off nothing
/// is done for it; of requests that were answered well, <c>Logs:RequestShare</c> says how many have one.
/// </summary>
internal sealed class RequestLogging(RequestDelegate next, IServiceProvider services, LoggedPath path, IOptions<LogOptions> options)
{
    private readonly RequestLog _log = RequestLog.Of(services, typeof(RequestLogging));
    private readonly double _share = options.Value.RequestShare;

    /// <summary>Has the request answered, and writes its line.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!_log.IsEnabled)
            return next(context);
        var begun = Stopwatch.GetTimestamp();
        var answered = next(context);
        if (!answered.IsCompletedSuccessfully)
            return EndAsync(context, answered, begun);
        Write(context, begun, context.Response.StatusCode);
        return Task.CompletedTask;
    }

    private async Task EndAsync(HttpContext context, Task answered, long begun)
    {
        try
        {
            await answered;
        }
        catch
        {
            Write(context, begun, StatusCodes.Status500InternalServerError);
            throw;
        }

        Write(context, begun, context.Response.StatusCode);
    }

    private void Write(HttpContext context, long begun, int status)
    {
        if (status < StatusCodes.Status400BadRequest && _share < 1 && Random.Shared.NextDouble() >= _share)
            return;
        var (activity, caller) = (Activity.Current, context.Features.Get<LoggedCaller>());
        _log.Write(new RequestLine(
            DateTimeOffset.Now, context.Request.Method, path.Of(context.Request.PathBase + context.Request.Path), status, Stopwatch.GetElapsedTime(begun).TotalMilliseconds,
            activity?.TraceId ?? default, activity?.SpanId ?? default, caller?.Client, caller?.KeyId));
    }
}

/// <summary>The key with which a request was made, as its line tells it: a feature of the request.</summary>
/// <param name="Client">The client whose key it is, which is no secret.</param>
/// <param name="KeyId">The key's id.</param>
internal sealed record LoggedCaller(string Client, string KeyId);
