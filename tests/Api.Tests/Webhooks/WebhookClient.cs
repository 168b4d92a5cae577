using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Webhooks;

/// <summary>Webhooks over HTTP, where no key is needed.</summary>
internal static class WebhookClient
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes a webhook, and gives its id and its secret.</summary>
    public static async Task<(string Id, string Secret)> CreateWebhookAsync(this HttpClient client, string url, params string[] events)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/webhooks", UriKind.Relative), new { url, events }, Cancelled);
        var body = await ReadAsync(answer, HttpStatusCode.Created);
        return (body["webhook"]!["id"]!.GetValue<string>(), body["secret"]!.GetValue<string>());
    }

    /// <summary>Sends a request of a webhook that answers with an object.</summary>
    public static async Task<JsonObject> WebhookAsync(this HttpClient client, HttpMethod method, string path, HttpStatusCode expected, object? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/webhooks/{path}", UriKind.Relative)) { Content = content is null ? null : JsonContent.Create(content) };
        using var answer = await client.SendAsync(request, Cancelled);
        return await ReadAsync(answer, expected);
    }

    /// <summary>What is known of a webhook.</summary>
    public static async Task<JsonObject> WebhookOfAsync(this HttpClient client, string id) =>
        (await client.GetObjectAsync("/webhooks")).Body["webhooks"]!.AsArray().Select(webhook => webhook!.AsObject()).Single(webhook => webhook["id"]!.GetValue<string>() == id);

    /// <summary>Its newest delivery.</summary>
    public static async Task<JsonObject> NewestDeliveryAsync(this HttpClient client, string webhook) =>
        (await client.GetObjectAsync($"/webhooks/{webhook}/deliveries?n=1")).Body["deliveries"]!.AsArray().Single()!.AsObject();

    /// <summary>Waits until its newest delivery is as it should be.</summary>
    public static async Task<JsonObject> DeliversAsync(this HttpClient client, string webhook, Func<JsonObject, bool> condition)
    {
        JsonObject? last = null;
        await Eventually.IsAsync(async () => condition(last = await client.NewestDeliveryAsync(webhook)), () => $"{last}");
        return last!;
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        answer.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }
}
