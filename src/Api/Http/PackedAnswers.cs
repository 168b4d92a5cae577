using System.IO.Pipelines;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Http;

/// <summary>
/// Packs answers with Brotli or gzip where the client takes it and they are large enough to be worth it. What is smaller, such as
/// everything that tells a secret, and what its route has packed already goes out as it is.
/// </summary>
/// <param name="services">Makes the encodings.</param>
/// <param name="options">Which there are, and of what.</param>
internal sealed class PackedAnswers(IServiceProvider services, IOptions<ResponseCompressionOptions> options) : ResponseCompressionProvider(services, options)
{
    /// <summary>From how many bytes on an answer is packed.</summary>
    public const int LeastBytes = 4 * 1024;

    /// <inheritdoc/>
    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Response.Headers.ContentEncoding.Count == 0 && IsLarge(context.Response) && base.ShouldCompressResponse(context);

    // Of an answer that is written piece by piece nobody knows how long it gets; of one that is written at once all of it is there.
    private static bool IsLarge(HttpResponse response) =>
        (response.ContentLength ?? response.BodyWriter.UnflushedBytes) is var bytes && bytes is 0 or >= LeastBytes;
}

/// <summary>Has large answers packed.</summary>
internal static class Packing
{
    private static readonly string[] Types =
    [
        MediaTypeNames.Application.Json, MediaTypeNames.Application.ProblemJson, "application/x-ndjson", "text/csv", "text/plain", "application/openmetrics-text",
        MediaTypeNames.Text.Html, MediaTypeNames.Text.Css, MediaTypeNames.Text.JavaScript, "application/javascript",
    ];

    /// <summary>Adds what packs, in its quickest way: of what is packed once for one client, time counts.</summary>
    public static void AddPackedAnswers(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            // What an answer tells of a secret and of the request at once would show in its size: see docs/security.md.
            options.EnableForHttps = true;
            options.MimeTypes = Types;
        });
        services.AddSingleton<IResponseCompressionProvider, PackedAnswers>();
    }

    /// <summary>Packs what follows.</summary>
    public static void UsePackedAnswers(this WebApplication app)
    {
        app.UseResponseCompression();
        app.Use(BeginWithTheBodyAsync);
    }

    // ASP.NET begins an answer of JSON before it has any of it; how long it is shows when it is written.
    private static Task BeginWithTheBodyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.AcceptEncoding.Count != 0)
            context.Features.Set<IHttpResponseBodyFeature>(new LateStart(context.Response, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>()));
        return next(context);
    }

    private sealed class LateStart(HttpResponse response, IHttpResponseBodyFeature body) : IHttpResponseBodyFeature
    {
        public Stream Stream => body.Stream;

        public PipeWriter Writer => body.Writer;

        public void DisableBuffering() => body.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) =>
            response.ContentType?.StartsWith(MediaTypeNames.Application.Json, StringComparison.Ordinal) == true ? Task.CompletedTask : body.StartAsync(cancellationToken);

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => body.SendFileAsync(path, offset, count, cancellationToken);

        public Task CompleteAsync() => body.CompleteAsync();
    }
}
