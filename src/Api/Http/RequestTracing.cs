using OpenTelemetry.Instrumentation.AspNetCore;

namespace KDiffE.Api.Http;

/// <summary>What traces tell of requests.</summary>
internal static class RequestTracing
{
    /// <summary>Leaves out what monitors ask again and again, and the ids of users where the log does, too.</summary>
    public static void Configure(IServiceProvider services, AspNetCoreTraceInstrumentationOptions options)
    {
        var path = services.GetRequiredService<LoggedPath>();
        options.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) && context.Request.Path != "/metrics";
        options.EnrichWithHttpRequest = (activity, request) => activity.SetTag("url.path", path.Of(request.PathBase + request.Path));
    }
}
