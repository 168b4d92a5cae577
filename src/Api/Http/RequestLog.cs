using System.Diagnostics;

namespace KDiffE.Api.Http;

/// <summary>Logs one line per request.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            // Encoded: an id in the path cannot forge a line of the log.
            if (logger.IsEnabled(LogLevel.Information))
                LogRequest(context.Request.Method, context.Request.Path.ToUriComponent(), context.Response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Method} {Path} {Status} {Milliseconds:0.0} ms")]
    private partial void LogRequest(string method, string path, int status, double milliseconds);
}
