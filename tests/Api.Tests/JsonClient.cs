using System.Net;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

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
        var answer = (Status: default(HttpStatusCode), Body: new JsonObject());
        await Eventually.IsAsync(
            async () => condition((answer = await client.GetObjectAsync(path)).Body), Patience, () => $"{path} still answers {answer.Status}: {answer.Body}");
        return answer.Body;
    }
}
