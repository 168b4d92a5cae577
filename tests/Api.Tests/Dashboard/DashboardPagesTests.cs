using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace KDiffE.Api.Tests.Dashboard;

/// <summary>The dashboard is served as it is built.</summary>
public sealed partial class DashboardPagesTests(FruitService fruit) : IClassFixture<FruitService>
{
    private readonly HttpClient _client = fruit.Service.Client;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/ui")]
    [InlineData("/ui/runs/7")]
    [InlineData("/ui/try/user%2Fwith%2Fslashes")]
    public async Task EveryViewHasALinkThatLeadsToThePage(string path)
    {
        using var answer = await GetAsync(path);

        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "text/html"));
        answer.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe(path);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("<div id=\"root\"></div>");
    }

    [Fact]
    public async Task EveryPartOfThePageIsAFileOfThisServiceThatIsKeptForEver()
    {
        var page = await _client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled);
        var parts = Part().Matches(page).Select(match => match.Value).ToList();

        parts.Count.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var part in parts)
        {
            part.ShouldStartWith("/assets/");
            using var answer = await GetAsync(part);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, part);
            answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        }
    }

    [Fact]
    public async Task ThePageIsAskedForEachTimeAndSentWhenItHasChanged()
    {
        using var first = await GetAsync("/");
        using var again = await GetAsync("/", first.Headers.ETag);
        using var other = await GetAsync("/", new EntityTagHeaderValue("\"of-another-version\""));

        first.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        (again.StatusCode, other.StatusCode).ShouldBe((HttpStatusCode.NotModified, HttpStatusCode.OK));
    }

    [Fact]
    public async Task NothingInThePageNeedsMoreThanItsPolicyAllows()
    {
        var page = await _client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled);

        page.ShouldNotContain("<style");
        page.ShouldNotContain(" style=");
        ScriptWithinThePage().IsMatch(page).ShouldBeFalse();
        page.ShouldNotContain("http://");
        page.ShouldNotContain("https://");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task AllOfAFirstVisitIsPackedAndTakesLessThan150Kilobytes(string encoding)
    {
        var page = await _client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled);
        var bytes = 0;
        foreach (var part in Part().Matches(page).Select(match => match.Value).Prepend("/"))
        {
            using var plain = await GetAsync(part);
            using var packed = await GetAsync(part, accepted: encoding);
            packed.Content.Headers.ContentEncoding.ShouldBe([encoding], part);
            packed.Headers.Vary.ShouldContain("Accept-Encoding", part);
            packed.Headers.ETag.ShouldNotBe(plain.Headers.ETag, part);
            var body = await packed.Content.ReadAsByteArrayAsync(Cancelled);
            Unpack(encoding, body).ShouldBe(await plain.Content.ReadAsByteArrayAsync(Cancelled), part);
            bytes += body.Length;
        }

        bytes.ShouldBeLessThan(150_000);
    }

    [Fact]
    public async Task AClientThatRefusesAnEncodingGetsTheFileAsItIs()
    {
        using var answer = await GetAsync("/", accepted: "br;q=0, gzip;q=0");

        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    [Fact]
    public async Task AFileThatIsNoPartOfItIsNotThere()
    {
        using var answer = await GetAsync("/assets/index-of-a-version-before.js");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Headers.CacheControl.ShouldBeNull();
    }

    private async Task<HttpResponseMessage> GetAsync(string path, EntityTagHeaderValue? known = null, string? accepted = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepted is not null)
            request.Headers.Add("Accept-Encoding", accepted);
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await _client.SendAsync(request, Cancelled);
    }

    private static byte[] Unpack(string encoding, byte[] packed)
    {
        using var unpacked = new MemoryStream();
        using Stream unpacking = encoding == "br" ? new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress) : new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        unpacking.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    [GeneratedRegex("(?<=(?:src|href)=\")[^\"]*(?=\")", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    [GeneratedRegex("<script(?![^>]*src=)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptWithinThePage();
}
