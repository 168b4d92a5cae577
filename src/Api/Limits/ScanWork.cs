using KDiffE.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Limits;

/// <summary>Charges callers for the items that their rankings scan: one request for a thousand users costs what a thousand do.</summary>
internal sealed class ScanWork(IOptions<LimitOptions> options) : IDisposable
{
    // What is counted fits in an int this way, for two seconds of the highest rate.
    private const long ItemsPerToken = 10_000;
    private const long ItemsPerMillion = 1_000_000;

    private readonly int _perSecond = checked((int)(options.Value.MillionItemsPerSecond * ItemsPerMillion / ItemsPerToken));
    private readonly System.Threading.RateLimiting.PartitionedRateLimiter<HttpContext> _buckets =
        CallerLimits.PerSecond(checked((int)(options.Value.MillionItemsPerSecond * ItemsPerMillion / ItemsPerToken)));

    /// <summary>Takes the cost of a scan from the caller's bucket, before the scan.</summary>
    /// <param name="context">The request.</param>
    /// <param name="items">The items that are scanned for one user.</param>
    /// <param name="users">For how many users they are.</param>
    /// <returns>The refusal; null when the scan may go on.</returns>
    public ProblemHttpResult? Charge(HttpContext context, long items, int users = 1)
    {
        if (_perSecond == 0)
            return null;
        // Who asks for more than a bucket holds is served from a full one, or would never be.
        var tokens = (int)Math.Min((items * users / ItemsPerToken) + 1, CallerLimits.Most(_perSecond));
        using var lease = _buckets.AttemptAcquire(context, tokens);
        return lease.IsAcquired ? null : Problems.TooManyRequests(context, "items scanned per second", CallerLimits.RetryAfter(lease));
    }

    /// <inheritdoc/>
    public void Dispose() => _buckets.Dispose();
}
