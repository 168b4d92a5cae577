using KDiffE.Api.Http;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Dashboard;

/// <summary>
/// The dashboard at <c>/</c>. Its pages are for everybody, as they show nothing that they do not ask the API for; that asks
/// for a key. Every path below <c>/ui</c> is one page, which shows by the path what is meant, so that every view has a link.
/// </summary>
internal static class DashboardPages
{
    private const string Index = "index.html";

    // The name of such a file changes with what is in it.
    private const string ForEver = "public, max-age=31536000, immutable";

    /// <summary>Maps the page and its parts.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription().AllowAnonymous();
        pages.MapGet("/", ShowPage);
        pages.MapGet("/ui/{**path}", ShowPage);
        pages.MapGet("/assets/{name}", GetAsset);
    }

    private static IResult ShowPage(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DashboardPolicy;
        return Answer(http, DashboardFile.All[Index], "no-cache");
    }

    private static IResult GetAsset(string name, HttpContext http) =>
        DashboardFile.All.TryGetValue($"assets/{name}", out var file) ? Answer(http, file, ForEver) : Results.NotFound();

    private static IResult Answer(HttpContext http, DashboardFile file, string caching)
    {
        var form = file.For(http.Request.GetTypedHeaders().AcceptEncoding);
        var headers = http.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (form.Encoding is not null)
            headers.ContentEncoding = form.Encoding;
        return Results.Bytes(form.Content, file.ContentType, entityTag: form.Tag);
    }
}
