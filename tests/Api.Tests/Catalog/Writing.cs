using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>A running service over an empty catalogue.</summary>
public sealed class WritableService : IAsyncLifetime
{
    public Service Service { get; } = new();

    public HttpClient Client => Service.Client;

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        Service.Start();
        await Service.EventuallyAsync("/users", body => body["users"] is not null);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

/// <summary>An answer: its status, and its body where it has one.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonObject Body)
{
    public string? Type => Body["type"]?.GetValue<string>();

    /// <summary>What a bulk write did.</summary>
    public (int Read, int Inserted, int Updated, int Unchanged, int Rejected) Counts => (Number("read"), Number("inserted"), Number("updated"), Number("unchanged"), Number("rejected"));

    private int Number(string name) => Body[name]!.GetValue<int>();
}

/// <summary>Requests that write.</summary>
internal static class Writing
{
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<Answer> SendAsync(this HttpClient client, string method, string path, string? json = null) =>
        client.SendAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));

    public static async Task<Answer> SendAsync(this HttpClient client, string method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        using var response = await client.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return new Answer(response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>Sends lines, as they are or packed.</summary>
    public static Task<Answer> BulkAsync(this HttpClient client, string path, string text, string type = Ndjson, string? encoding = null) =>
        client.BulkAsync(path, Pack(Encoding.UTF8.GetBytes(text), encoding), type, encoding);

    public static Task<Answer> BulkAsync(this HttpClient client, string path, byte[] body, string type = Ndjson, string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return client.SendAsync("POST", path, content);
    }

    public static byte[] Pack(byte[] body, string? encoding)
    {
        if (encoding is null)
            return body;
        using var packed = new MemoryStream();
        using (Stream packer = encoding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest) : new GZipStream(packed, CompressionLevel.Fastest))
            packer.Write(body);
        return packed.ToArray();
    }

    /// <summary>All rows of a list, page by page.</summary>
    public static async Task<List<JsonObject>> PagesAsync(this HttpClient client, string path, string rows, int n)
    {
        var all = new List<JsonObject>();
        for (string? next = ""; next is not null;)
        {
            var query = $"{path}{(path.Contains('?') ? '&' : '?')}n={n}{(next.Length > 0 ? $"&after={next}" : "")}";
            var (status, page) = await client.GetObjectAsync(query);
            status.ShouldBe(HttpStatusCode.OK, page.ToString());
            var found = page[rows]!.AsArray();
            found.Count.ShouldBeLessThanOrEqualTo(n);
            all.AddRange(found.Select(row => row!.DeepClone().AsObject()));
            next = page["next"]?.GetValue<string>();
        }

        return all;
    }
}
