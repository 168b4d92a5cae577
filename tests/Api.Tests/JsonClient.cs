using System.Net;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests;

/// <summary>Requests whose answers are JSON objects.</summary>
internal static class JsonClient
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The answer to a request: its status and its body.</summary>
    public static async Task<(HttpStatusCode Status, JsonObject Body)> GetObjectAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsObject());
    }

    /// <summary>Asks, as a client that may have an answer already.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="path">What is asked.</param>
    /// <param name="held">The tag of what it has; null for nothing.</param>
    /// <param name="method">GET unless given.</param>
    public static async Task<HttpResponseMessage> AskAsync(this HttpClient client, string path, string? held = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (held is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", held);
        return await client.SendAsync(request, Cancelled);
    }

    /// <summary>The tag of an answer; null where it has none.</summary>
    public static string? TagOf(this HttpResponseMessage answer) => answer.Headers.TryGetValues("ETag", out var tags) ? tags.Single() : null;

    /// <summary>Waits until the answer to a request is as it should be.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="path">What is asked.</param>
    /// <param name="condition">Whether an answer is as it should be.</param>
    /// <param name="limit">How soon it is promised to be; null where nothing is.</param>
    public static async Task<JsonObject> EventuallyAsync(this HttpClient client, string path, Func<JsonObject, bool> condition, TimeSpan? limit = null)
    {
        var answer = (Status: default(HttpStatusCode), Body: new JsonObject());
        await (limit is { } promised ? Eventually.IsAsync(HoldsAsync, promised, Describe) : Eventually.IsAsync(HoldsAsync, Describe));
        return answer.Body;

        async Task<bool> HoldsAsync() => condition((answer = await client.GetObjectAsync(path)).Body);

        string Describe() => $"{path} still answers {answer.Status}: {answer.Body}";
    }
}
