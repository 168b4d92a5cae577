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
    private const int StreamsMost = 10_000;

    // What the slowest line that is still one carries; after five seconds, which may all be one lost packet.
    private static readonly MinDataRate LeastRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    // A client that vanished without a word is found out within a minute, and its streams end.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(1);

    /// <summary>Adds the limits of <c>Limits:…</c>, and those of the server.</summary>
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section)
            .Validate(limits => limits.RequestsPerSecond is >= 0 and <= 1_000_000_000, $"{LimitOptions.Section}:{nameof(LimitOptions.RequestsPerSecond)} must be from 0 to 1000000000.")
            .Validate(limits => limits.MillionItemsPerSecond is >= 0 and <= MillionsMost, $"{LimitOptions.Section}:{nameof(LimitOptions.MillionItemsPerSecond)} must be from 0 to {MillionsMost}.")
            .Validate(limits => limits.Connections >= 0, $"{LimitOptions.Section}:{nameof(LimitOptions.Connections)} must be 0 or more.")
            .Validate(limits => limits.StreamsPerConnection is > 0 and <= StreamsMost, $"{LimitOptions.Section}:{nameof(LimitOptions.StreamsPerConnection)} must be from 1 to {StreamsMost}.")
            .Validate(limits => limits.KeepAlive > TimeSpan.Zero && limits.KeepAlive <= LongestKept, $"{LimitOptions.Section}:{nameof(LimitOptions.KeepAlive)} must be positive, and a day at most.")
            .Validate(limits => limits.HeadersTime > TimeSpan.Zero && limits.HeadersTime <= LongestKept, $"{LimitOptions.Section}:{nameof(LimitOptions.HeadersTime)} must be positive, and a day at most.")
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
        // Routes that take more say so; those that say nothing read no body, which is drained all the same.
        server.Limits.MaxRequestBodySize = BodySize.Max;
        // A client that sends its headers byte by byte keeps a connection for this long, and one that sends its body or takes its answer so is cut off by rate.
        server.Limits.RequestHeadersTimeout = limits.HeadersTime;
        server.Limits.MinRequestBodyDataRate = LeastRate;
        server.Limits.MinResponseDataRate = LeastRate;
        server.Limits.KeepAliveTimeout = limits.KeepAlive;
        server.Limits.Http2.MaxStreamsPerConnection = limits.StreamsPerConnection;
        // The path is a header there.
        server.Limits.Http2.MaxRequestHeaderFieldSize = RequestLineBytes;
        server.Limits.Http2.KeepAlivePingDelay = PingAfter;
        server.Limits.Http2.KeepAlivePingTimeout = PongWithin;
    }
}
