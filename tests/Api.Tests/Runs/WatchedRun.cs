using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Runs;

/// <summary>A run that waits, and events that the tests enter.</summary>
internal static class WatchedRun
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Asks for a run.</summary>
    public static async Task<long> RequestAsync(HttpClient client)
    {
        using var asked = await client.PostAsync(new Uri("/training/runs?queue=true", UriKind.Relative), null, Cancelled);
        return (await asked.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["id"]!.GetValue<long>();
    }

    /// <summary>Enters epochs 1 to <paramref name="count"/>, each of some bytes.</summary>
    public static Task EnterEpochsAsync(Service service, long run, int count, int bytes = 1) => service.ExecuteAsync(
        $$"""
        insert into training_events (training_run_id, kind, data)
        select {{run}}, 'epoch', jsonb_build_object('epoch', n, 'filler', repeat('x', {{bytes}})) from generate_series(1, {{count}}) n
        """);

    /// <summary>Watches a run, from an event on.</summary>
    public static async Task<StreamReader> WatchAsync(HttpClient client, long run, string? after = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/training/runs/{run}/events");
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
    }

    /// <summary>The next event of a stream: its data and its id.</summary>
    public static async Task<(JsonNode Data, string Id)> NextAsync(StreamReader stream)
    {
        string data = "", id = "";
        while (await stream.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Cancelled) is { } line && (line.Length > 0 || id.Length == 0))
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
        }

        return (JsonNode.Parse(data)!, id);
    }
}
