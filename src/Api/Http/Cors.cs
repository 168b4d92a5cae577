namespace KDiffE.Api.Http;

/// <summary>Which other sites' pages may ask: those of <c>Cors:Origins</c>, none unless it is set.</summary>
internal static class Cors
{
    /// <summary>The setting: origins such as <c>https://shop.example</c>.</summary>
    public const string Setting = "Cors:Origins";

    // A browser asks before each request that carries a key; it need not ask again for a while.
    private static readonly TimeSpan Remember = TimeSpan.FromMinutes(10);

    /// <summary>Adds what answers a browser that asks on behalf of another site.</summary>
    /// <exception cref="InvalidOperationException">What is set is no origin.</exception>
    public static void AddCorsOrigins(this WebApplicationBuilder builder)
    {
        // A setting can take entries away that others before it have.
        string[] origins = [.. (builder.Configuration.GetSection(Setting).Get<string?[]>() ?? []).OfType<string>()];
        foreach (var origin in origins.Where(origin => !IsOrigin(origin)))
            throw new InvalidOperationException($"{Setting} has '{origin}', but must be origins such as https://shop.example, without a path.");
        builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete)
            // A key is sent as a header by whoever has it, never by the browser on its own.
            .AllowAnyHeader().DisallowCredentials()
            .WithExposedHeaders("ETag", "Location", "Retry-After", "traceparent")
            .SetPreflightMaxAge(Remember)));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
