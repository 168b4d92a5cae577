using System.Net.Http.Json;

namespace KDiffE.Api.Tests.Catalogues;

/// <summary>Catalogues that run, each with some rows whose ids begin with its name.</summary>
public sealed class FilledCatalogues : IAsyncLifetime
{
    public SeveralCatalogues Site { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Site.InitializeAsync();
        await Site.PublishAllAsync();
        await Site.StartAsync();
        foreach (var name in SeveralCatalogues.Names)
        {
            await SendAsync(HttpMethod.Put, name, $"/items/{name}-new", new { name = $"{name}-name" });
            await SendAsync(HttpMethod.Put, name, $"/users/{name}-bob", new { });
            await SendAsync(HttpMethod.Put, name, $"/entities/{name}-entity", new { });
            await SendAsync(HttpMethod.Put, name, $"/relations/{name}-relation", new { });
            await SendAsync(HttpMethod.Post, name, "/interactions", new { user = $"{name}-bob", item = $"{name}-new" });
        }
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private async Task SendAsync(HttpMethod method, string catalogue, string path, object body)
    {
        using var request = new HttpRequestMessage(method, SeveralCatalogues.At(catalogue) + path) { Content = JsonContent.Create(body) };
        using var answer = await Site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
