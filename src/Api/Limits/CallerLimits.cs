using System.Threading.RateLimiting;
using KDiffE.Api.Access;

namespace KDiffE.Api.Limits;

/// <summary>A bucket for each caller, which fills by the second and holds two seconds' worth.</summary>
internal static class CallerLimits
{
    private const int SecondsHeld = 2;

    /// <summary>Buckets by key, or by remote address where there is none; those of callers who are gone are forgotten.</summary>
    /// <param name="perSecond">What flows in; 0 for buckets that never empty.</param>
    public static PartitionedRateLimiter<HttpContext> PerSecond(int perSecond)
    {
        if (perSecond == 0)
            return PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetNoLimiter(""));
        // Made once, and not for each request; so is what makes a bucket of a name.
        Func<string, RateLimiter> bucket = _ => new TokenBucketRateLimiter(Bucket(perSecond));
        return PartitionedRateLimiter.Create<HttpContext, string>(context => new RateLimitPartition<string>(NameOf(context), bucket));
    }

    /// <summary>The most that can be taken from a bucket at once.</summary>
    public static int Most(int perSecond) => checked(perSecond * SecondsHeld);

    /// <summary>When there is again what a lease asked for.</summary>
    public static TimeSpan RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = Most(perSecond),
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        // The limiter of all callers does it, with one timer.
        AutoReplenishment = false,
    };

    private static string NameOf(HttpContext context) =>
        Caller.KeyId(context) ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
}
