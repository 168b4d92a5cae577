namespace KDiffE.Api.Access;

/// <summary>
/// The cookie of a browser that is logged in. A browser sends it by itself, so it counts only where no page of another site
/// had it do so: it comes with requests of this site alone, and changes nothing without a header that a form cannot send.
/// </summary>
internal static class LoginCookie
{
    /// <summary>The header that a page has to send with what is to change something; its value does not matter.</summary>
    public const string Header = "X-Requested-With";

    private const string Name = "kdiffe_login";

    /// <summary>The text of the cookie; null where there is none, or it does not count.</summary>
    public static string? Find(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || request.Headers.ContainsKey(Header)) ? request.Cookies[NameFor(request)] : null;

    /// <summary>Has the browser keep a text.</summary>
    public static void Set(HttpContext context, string text, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(NameFor(context.Request), text, Options(context, expiresAt));

    /// <summary>Has the browser forget it.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(NameFor(context.Request), Options(context, expiresAt: null));

    // A browser sends the cookie of the default catalogue to all others, too.
    private static string NameFor(HttpRequest request) => request.PathBase is { HasValue: true, Value: var path } ? Name + path.Replace('/', '_') : Name;

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase is { HasValue: true, Value: var path } ? path : "/",
        Expires = expiresAt,
    };
}
