using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;

namespace KDiffE.Api.Catalogues;

/// <summary>Which catalogue a request is for: that of <c>/catalogues/NAME/…</c>, whose host sees the rest of the path alone.</summary>
/// <param name="servers">What takes the requests of each catalogue, by its name.</param>
internal sealed class CatalogueRoutes(FrozenDictionary<string, MountedServer> servers)
{
    private const string Before = "/catalogues/";

    private readonly FrozenDictionary<string, MountedServer>.AlternateLookup<ReadOnlySpan<char>> _servers = servers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The path of a catalogue.</summary>
    public static string PathOf(string catalogue) => Before + catalogue;

    /// <summary>Finds the catalogue of a request, and takes its path off the request's.</summary>
    /// <returns>What takes it; null where it is for the default catalogue, which also answers for catalogues that there are not.</returns>
    public MountedServer? Take(IHttpRequestFeature request)
    {
        // As the client sent it: a server or a proxy before it may have other ideas of what it comes to than this one.
        var target = PathOf(request.RawTarget.AsSpan());
        if (!target.StartsWith(Before, StringComparison.Ordinal))
            return null;
        var length = target[Before.Length..].IndexOfAny('/', '?') is var end and >= 0 ? end : target.Length - Before.Length;
        if (!_servers.TryGetValue(target.Slice(Before.Length, length), out var server))
            return null;
        var prefix = server.Path;
        // Segments of dots lead elsewhere; the default catalogue refuses them.
        if (!request.Path.StartsWith(prefix, StringComparison.Ordinal) || (request.Path.Length > prefix.Length && request.Path[prefix.Length] != '/'))
            return null;
        request.PathBase = prefix;
        request.Path = Rooted(request.Path[prefix.Length..]);
        request.RawTarget = Rooted(target[prefix.Length..].ToString());
        return server;
    }

    // A target may name the server, too, as those for proxies do.
    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        if (target.StartsWith('/') || target.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var scheme))
            return target;
        var rest = target[(scheme + 3)..];
        return rest.IndexOf('/') is var path and >= 0 ? rest[path..] : "/";
    }

    private static string Rooted(string path) => path.StartsWith('/') ? path : "/" + path;
}
