using Serilog;
using Serilog.Events;

namespace KDiffE.Api.Http;

/// <summary>One line of the log per request, health probes included.</summary>
internal static class RequestLogging
{
    /// <summary>Writes the line of each request once all that follows is done with it.</summary>
    public static void UseRequestLogging(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        var path = app.Services.GetRequiredService<LoggedPath>();
        options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
        options.MessageTemplate = "{RequestMethod} {RequestPath} {StatusCode} {Elapsed:0.0} ms";
        // What failed has an error of its own in the log; a 503 of a probe is none.
        options.GetLevel = (_, _, _) => LogEventLevel.Information;
        options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
        [
            new("RequestMethod", new ScalarValue(context.Request.Method)),
            new("RequestPath", new ScalarValue(path.Of(context.Request.Path))),
            new("StatusCode", new ScalarValue(status)),
            new("Elapsed", new ScalarValue(elapsed)),
        ];
    });
}
