namespace KDiffE.Api.Http;

/// <summary>
/// What every answer tells a browser to keep to: take it for what it says it is, show it in no frame of another site, tell no
/// other site where one comes from.
/// </summary>
internal static class SecurityHeaders
{
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    // Swagger UI and Hangfire carry styles, and Swagger UI a script, in their pages; none of their parts lies elsewhere.
    private const string PagePolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the headers when the answer begins: an error clears those that are set before.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = BrowserPages.IsForPage(context) ? PagePolicy : DataPolicy;
        return Task.CompletedTask;
    }
}
