using System.Net.Http.Headers;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Tests.Access;

/// <summary>A running service with a key for each role, so that every request needs one.</summary>
public sealed class KeyedService : IAsyncLifetime
{
    private readonly Dictionary<Role, string> _keys = [];

    public Service Service { get; } = new();

    public string this[Role role] => _keys[role];

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        foreach (var role in Enum.GetValues<Role>())
            _keys[role] = await CreateAsync($"only-{role}", role);
        await Service.PublishAsync(Catalogue.Content("v1"));
        Service.Start();
        await Service.ServesAsync("v1");
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>Makes a key, as the command line does: beside the API.</summary>
    internal async Task<string> CreateAsync(string client, params Role[] roles) =>
        (await Service.Get<ApiKeyStore>().CreateAsync(client, roles, expiresAt: null, TestContext.Current.CancellationToken)).Text;

    /// <summary>The answer to a request with a key, or without one.</summary>
    internal Task<HttpResponseMessage> SendAsync(string method, string path, string? key, HttpContent? content = null) =>
        Service.Client.SendWithKeyAsync(method, path, key, content);
}

/// <summary>Requests with keys.</summary>
internal static class KeyClient
{
    public static async Task<HttpResponseMessage> SendWithKeyAsync(this HttpClient client, string method, string path, string? key, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
