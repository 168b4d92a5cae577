using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests;

/// <summary>Requests whose answers are JSON objects.</summary>
internal static class JsonClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The answer to a request: its status and its body.</summary>
    public static async Task<(HttpStatusCode Status, JsonObject Body)> GetObjectAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsObject());
    }

    /// <summary>Waits until the answer to a request is as it should be.</summary>
    public static async Task<JsonObject> EventuallyAsync(this HttpClient client, string path, Func<JsonObject, bool> condition)
    {
        for (var end = DateTime.UtcNow + Patience; ;)
        {
            var (status, body) = await client.GetObjectAsync(path);
            if (condition(body))
                return body;
            if (DateTime.UtcNow > end)
                throw new TimeoutException($"{path} still answers {status}: {body}");
            await Task.Delay(50, Cancelled);
        }
    }
}
