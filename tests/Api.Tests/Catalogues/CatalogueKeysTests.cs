using System.Net;
using System.Net.Http.Headers;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Tests.Catalogues;

/// <summary>Keys and logins are of one catalogue.</summary>
public sealed class CatalogueKeysTests : IAsyncLifetime
{
    private readonly SeveralCatalogues _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.PublishAllAsync();
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task AKeyOfOneOpensNoOther()
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in SeveralCatalogues.Names)
            keys[name] = (await _site[name].Get<ApiKeyStore>().CreateAsync("shop", [Role.Admin], expiresAt: null, Cancelled)).Text;
        await _site.StartAsync();

        foreach (var name in SeveralCatalogues.Names)
        {
            foreach (var other in SeveralCatalogues.Names)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, SeveralCatalogues.At(other) + "/items/popular");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", keys[name]);
                using var answer = await _site.Client.SendAsync(request, Cancelled);
                answer.StatusCode.ShouldBe(name == other ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, $"the key of {name} at {other}");
            }
        }
    }

    [Fact]
    public async Task TheFirstKeyOfOneClosesItAlone()
    {
        await _site["books"].Get<ApiKeyStore>().CreateAsync("shop", [Role.Read], expiresAt: null, Cancelled);
        await _site.StartAsync();

        (await _site.AskAsync("books")).ShouldBe("401");
        (await _site.AskAsync("films")).ShouldBe("films-v1");
        (await _site.AskAsync("default")).ShouldBe("default-v1");
    }

    [Fact]
    public async Task ALoginOfOneIsNoneOfAnother()
    {
        var books = await _site["books"].Get<ApiKeyStore>().CreateAsync("ann", [Role.Admin], expiresAt: null, Cancelled);
        var all = await _site["default"].Get<ApiKeyStore>().CreateAsync("ann", [Role.Admin], expiresAt: null, Cancelled);
        await _site.StartAsync();
        var cookies = new CookieContainer();
        using var handler = new SocketsHttpHandler { CookieContainer = cookies };
        using var browser = new HttpClient(handler) { BaseAddress = _site.Client.BaseAddress };
        browser.DefaultRequestHeaders.Add("X-Requested-With", "test");

        await LoginAsync("/catalogues/books/login", books.Text);
        (await StatusAsync("/catalogues/books/keys")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/keys")).ShouldBe(HttpStatusCode.Unauthorized);
        await LoginAsync("/login", all.Text);

        // Both at once, as the browser of somebody who looks after both has them.
        (await StatusAsync("/keys")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/catalogues/books/keys")).ShouldBe(HttpStatusCode.OK);

        async Task LoginAsync(string path, string key)
        {
            using var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), new StringContent($$"""{"key":"{{key}}"}""", new MediaTypeHeaderValue("application/json")), Cancelled);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancelled));
        }

        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
            return answer.StatusCode;
        }
    }
}
