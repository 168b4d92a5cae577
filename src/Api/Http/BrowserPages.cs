namespace KDiffE.Api.Http;

/// <summary>
/// Routes that answer with pages, and with what these consist of. A browser asks for a name and a password there, and takes
/// the key as password; and pages need their own scripts and styles, which no other answer does.
/// </summary>
internal static class BrowserPages
{
    /// <summary>The routes answer with pages for browsers.</summary>
    public static TBuilder ForBrowsers<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(Mark.Page);

    /// <summary>Whether a request is for such a page.</summary>
    public static bool IsForPage(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null;

    private sealed class Mark
    {
        public static Mark Page { get; } = new();
    }
}
