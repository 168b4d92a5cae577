using System.Net;

namespace KDiffE.Api.Access;

/// <summary>Where a request comes from, as far as it tells.</summary>
internal static class Origin
{
    // What proxies add, each its own way.
    private static readonly string[] Forwarded = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host"];

    /// <summary>Whether no page of another site had a browser make the request.</summary>
    public static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin.ToString() is var origin
        && (origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether the request was made on this machine, to this machine, and not by a page of another site. A proxy makes every
    /// request look so; where one says for whom it asks, or which host was asked for, it is not taken for one.
    /// </summary>
    public static bool IsLocal(HttpContext context)
    {
        var (request, remote) = (context.Request, context.Connection.RemoteIpAddress);
        return (remote is null || IPAddress.IsLoopback(remote))
            && (!request.Host.HasValue || IsLoopbackHost(request.Host.Host))
            && (request.Headers.Origin.ToString() is not { Length: > 0 } origin || IsLoopback(origin))
            && !Array.Exists(Forwarded, request.Headers.ContainsKey);
    }

    /// <summary>Whether an address such as <c>http://localhost:8080</c> is one of this machine that no other one reaches.</summary>
    public static bool IsLoopback(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && IsLoopbackHost(uri.Host);

    private static bool IsLoopbackHost(string host) =>
        host is "127.0.0.1" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
