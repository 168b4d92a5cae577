using System.IO.Compression;
using System.Net;

namespace KDiffE.Api.Tests.Http;

/// <summary>Large answers are packed for who takes them so; small ones are not worth it.</summary>
public sealed class PackedAnswersTests(PackedService packed) : IClassFixture<PackedService>
{
    private readonly Service _service = packed.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/users/ann/recommendations?n=200", "br, gzip", "br")]
    [InlineData("/users/ann/recommendations?n=200&includeSeen=true", "gzip", "gzip")]
    [InlineData("/items?n=500", "gzip", "gzip")]
    [InlineData("/export/items?format=csv", "br", "br")]
    [InlineData("/export/items?format=ndjson", "gzip", "gzip")]
    [InlineData("/metrics", "gzip", "gzip")]
    [InlineData("/swagger/v1/swagger.json", "br", "br")]
    [InlineData("/users/ann/recommendations?n=20", "br, gzip", null)]
    [InlineData("/users/ann/recommendations?n=20&includeSeen=true", "br, gzip", null)]
    [InlineData("/health/live", "br, gzip", null)]
    [InlineData("/users/ann/recommendations?n=0", "br, gzip", null)]
    [InlineData("/users/ann/recommendations?n=200", "identity", null)]
    [InlineData("/users/ann/recommendations?n=200", null, null)]
    public async Task WhatIsWorthItIsPacked(string path, string? accepted, string? encoding)
    {
        using var answer = await AskAsync(path, accepted);
        var text = await TextAsync(answer, encoding);

        answer.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(encoding);
        if (encoding is not null)
            answer.Headers.Vary.ShouldContain("Accept-Encoding");
        (text.Length >= 4096).ShouldBe(encoding is not null || accepted is null or "identity");
    }

    [Fact]
    public async Task WhatIsPackedIsTheSameUnderTheSameTag()
    {
        const string Path = "/users/ann/recommendations?n=200";
        using var plain = await AskAsync(Path, accepted: null);
        using var small = await AskAsync(Path, "br");
        using var again = await AskAsync(Path, "br", plain.TagOf());

        Items(await TextAsync(small, "br")).ShouldBe(Items(await TextAsync(plain, encoding: null)));
        small.TagOf().ShouldBe(plain.TagOf());
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        static string Items(string text) => text[..text.IndexOf("\"recommendationId\"", StringComparison.Ordinal)];
    }

    private Task<HttpResponseMessage> AskAsync(string path, string? accepted, string? held = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepted is not null)
            request.Headers.Add("Accept-Encoding", accepted);
        if (held is not null)
            request.Headers.Add("If-None-Match", held);
        return _service.Client.SendAsync(request, Cancelled);
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer, string? encoding)
    {
        await using var bytes = await answer.Content.ReadAsStreamAsync(Cancelled);
        await using Stream plain = encoding switch
        {
            "br" => new BrotliStream(bytes, CompressionMode.Decompress),
            "gzip" => new GZipStream(bytes, CompressionMode.Decompress),
            _ => bytes,
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync(Cancelled);
    }
}

/// <summary>A running service with so many items that lists of them are large.</summary>
public sealed class PackedService : IAsyncLifetime
{
    public Service Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        await Service.PublishAsync(Catalogue.Marked("v1", items: 300));
        await Service.ExecuteAsync("insert into items (key, name) select 'v1/' || i, 'v1 ' || i from generate_series(0, 299) i");
        Service.Start();
        await Service.ServesAsync("v1");
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
