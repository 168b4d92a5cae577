namespace KDiffE.Api.Http;

/// <summary>
/// What every answer tells a browser to keep to: take it for what it says it is, show it in no frame of another site, tell no
/// other site where one comes from.
/// </summary>
internal static class SecurityHeaders
{
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    // Styles in their markup are what the pages of Swagger and Hangfire cannot do without; scripts come as files, and all from here.
    private const string PagePolicy =
        "default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>What the pages of the dashboard keep to: everything they have is a file of this service.</summary>
    public const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the headers when the answer begins: an error clears those that are set before.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(Set, context.Response.Headers);
        return next(context);
    }

    /// <summary>Lets pages have their parts. Comes after the route is chosen.</summary>
    public static Task AllowPartsOfPagesAsync(HttpContext context, RequestDelegate next)
    {
        if (BrowserPages.IsForPage(context))
            context.Response.Headers.ContentSecurityPolicy = PagePolicy;
        return next(context);
    }

    private static Task Set(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = DataPolicy;
        return Task.CompletedTask;
    }
}
