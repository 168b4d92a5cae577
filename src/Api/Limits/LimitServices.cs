using KDiffE.Api.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Limits;

/// <summary>How much: the limits of each caller, of each request and of the process.</summary>
internal static class LimitServices
{
    private const int KiB = 1024;

    // 200 characters of four bytes each, percent-encoded, are 2,400; a query may name some more ids.
    private const int RequestLineBytes = 16 * KiB;
    private const int HeaderBytes = 32 * KiB;
    private const int HeaderCount = 100;
    private const int MillionsMost = 10_000_000;
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    /// <summary>Adds the limits of <c>Limits:…</c>, and those of the server.</summary>
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section)
            .Validate(limits => limits.RequestsPerSecond is >= 0 and <= 1_000_000_000, $"{LimitOptions.Section}:{nameof(LimitOptions.RequestsPerSecond)} must be from 0 to 1000000000.")
            .Validate(limits => limits.MillionItemsPerSecond is >= 0 and <= MillionsMost, $"{LimitOptions.Section}:{nameof(LimitOptions.MillionItemsPerSecond)} must be from 0 to {MillionsMost}.")
            .Validate(limits => limits.Connections >= 0, $"{LimitOptions.Section}:{nameof(LimitOptions.Connections)} must be 0 or more.")
            .Validate(limits => limits.RequestTime > TimeSpan.Zero, $"{LimitOptions.Section}:{nameof(LimitOptions.RequestTime)} must be positive.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ScanWork>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>((server, limits) => Limit(server, limits.Value));
        builder.Services.AddRequestTimeouts();
        builder.Services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitOptions>>((timeouts, limits) => timeouts.DefaultPolicy = new()
        {
            Timeout = limits.Value.RequestTime,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = context => Problems.TimedOut(limits.Value.RequestTime).ExecuteAsync(context),
        });
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, limits) =>
        {
            limiter.GlobalLimiter = CallerLimits.PerSecond(limits.Value.RequestsPerSecond);
            limiter.OnRejected = async (rejected, _) =>
                await Problems.TooManyRequests(rejected.HttpContext, "requests per second", CallerLimits.RetryAfter(rejected.Lease)).ExecuteAsync(rejected.HttpContext);
        });
    }

    /// <summary>Applies them. Comes after the caller is known.</summary>
    public static void UseLimits(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.UseRateLimiter();
    }

    private static void Limit(KestrelServerOptions server, LimitOptions limits)
    {
        // Which server it is and of which version helps nobody but an attacker.
        server.AddServerHeader = false;
        server.Limits.MaxConcurrentConnections = limits.Connections == 0 ? null : limits.Connections;
        server.Limits.MaxRequestLineSize = RequestLineBytes;
        server.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        server.Limits.MaxRequestHeaderCount = HeaderCount;
        // A client that sends its headers byte by byte keeps a connection for this long, and one that sends its body so is cut off by rate.
        server.Limits.RequestHeadersTimeout = HeadersWithin;
    }
}
