using System.Diagnostics;
using KDiffE.Infrastructure.Telemetry;
using Microsoft.Extensions.Options;
using Serilog.Events;
using Serilog.Parsing;

namespace KDiffE.Api.Http;

/// <summary>
/// One line of the log per request, health probes included, once all that follows is done with it. Where its level is off nothing
/// is done for it; of requests that were answered well, <c>Logs:RequestShare</c> says how many have one.
/// </summary>
internal sealed class RequestLogging(RequestDelegate next, Serilog.ILogger logger, LoggedPath path, IOptions<LogOptions> options)
{
    // What failed has an error of its own in the log; a 503 of a probe is none.
    private const LogEventLevel Level = LogEventLevel.Information;
    private const int Statuses = 600;

    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse("{RequestMethod} {RequestPath} {StatusCode} {Elapsed:0.0} ms");
    private static readonly LogEventProperty Get = new("RequestMethod", new ScalarValue(HttpMethods.Get));
    private static readonly LogEventProperty[] StatusCodes =
        [.. Enumerable.Range(0, Statuses).Select(status => new LogEventProperty("StatusCode", new ScalarValue(status)))];

    private readonly Serilog.ILogger _logger = logger.ForContext<RequestLogging>();
    private readonly double _share = options.Value.RequestShare;

    /// <summary>Has the request answered, and writes its line.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!_logger.IsEnabled(Level))
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
            Write(context, begun, Microsoft.AspNetCore.Http.StatusCodes.Status500InternalServerError);
            throw;
        }

        Write(context, begun, context.Response.StatusCode);
    }

    private void Write(HttpContext context, long begun, int status)
    {
        if (status < Microsoft.AspNetCore.Http.StatusCodes.Status400BadRequest && _share < 1 && Random.Shared.NextDouble() >= _share)
            return;
        var method = context.Request.Method;
        var line = new LogEvent(
            DateTimeOffset.Now, Level, exception: null, Template,
            [
                HttpMethods.IsGet(method) ? Get : new LogEventProperty("RequestMethod", new ScalarValue(method)),
                new LogEventProperty("RequestPath", new ScalarValue(path.Of(context.Request.Path))),
                status < Statuses ? StatusCodes[status] : new LogEventProperty("StatusCode", new ScalarValue(status)),
                new LogEventProperty("Elapsed", new ScalarValue(Stopwatch.GetElapsedTime(begun).TotalMilliseconds)),
            ],
            Activity.Current?.TraceId ?? default, Activity.Current?.SpanId ?? default);
        context.Features.Get<LoggedCaller>()?.AddTo(line);
        _logger.Write(line);
    }
}

/// <summary>The key with which a request was made, as its line tells it: a feature of the request.</summary>
/// <param name="client">The client whose key it is, which is no secret.</param>
/// <param name="keyId">The key's id.</param>
internal sealed class LoggedCaller(string client, string keyId)
{
    private readonly LogEventProperty _client = new("Client", new ScalarValue(client));
    private readonly LogEventProperty _keyId = new("KeyId", new ScalarValue(keyId));

    /// <summary>Has a line tell it.</summary>
    public void AddTo(LogEvent line)
    {
        line.AddOrUpdateProperty(_client);
        line.AddOrUpdateProperty(_keyId);
    }
}
