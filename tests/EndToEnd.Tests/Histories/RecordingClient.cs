using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>A client of the API that enters into a history what it asks for and what it is told.</summary>
/// <param name="name">Its name.</param>
/// <param name="api">Leads to an API.</param>
/// <param name="history">The history.</param>
/// <param name="key">Gives the key that it asks with; null where none is needed.</param>
internal sealed class RecordingClient(string name, HttpClient api, History history, Func<string>? key = null)
{
    private const string Busy = "/errors/rows-busy";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Stores that a user did something with an item at a time, with a value of its own as its weight.</summary>
    public Task<Told> PutAsync(string user, string item, long at, string value) => WriteAsync(
        HistoryVerdict.EventOf(user, item, at), value, HttpMethod.Post, "/interactions",
        new JsonObject { ["user"] = user, ["item"] = item, ["occurredAt"] = DateTimeOffset.FromUnixTimeSeconds(at), ["weight"] = double.Parse(value, CultureInfo.InvariantCulture) });

    /// <summary>Deletes it.</summary>
    public Task<Told> DeleteAsync(string user, string item, long at) => WriteAsync(
        HistoryVerdict.EventOf(user, item, at), value: null, HttpMethod.Delete,
        $"/interactions?user={user}&item={item}&occurredAt={Uri.EscapeDataString(DateTimeOffset.FromUnixTimeSeconds(at).ToString("O", CultureInfo.InvariantCulture))}");

    /// <summary>Hides an item, or shows it again.</summary>
    public Task<Told> HideAsync(string item, bool hidden) => WriteAsync(
        new Register(item, HistoryVerdict.Hidden), hidden ? "true" : null, HttpMethod.Patch, $"/items/{item}", new JsonObject { ["hidden"] = hidden });

    /// <summary>Reads what a user did.</summary>
    public async Task<Told> ReadAsync(string user)
    {
        var start = History.Now;
        var told = await SendAsync(HttpMethod.Get, $"/users/{user}/interactions?n=1000");
        if (told.Outcome == Outcome.Ok || told.Status == HttpStatusCode.NotFound)
        {
            var values = (told.Body?["interactions"]?.AsArray() ?? []).ToDictionary(
                row => HistoryVerdict.EventOf(user, row!["item"]!.GetValue<string>(), row["occurredAt"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds()).Name,
                row => row!["weight"]!.GetValue<double>().ToString(CultureInfo.InvariantCulture));
            history.Add(new RegisterRead(name, user, values, start, History.Now));
        }

        return told;
    }

    /// <summary>Asks for a run.</summary>
    /// <param name="idempotencyKey">What the request is called.</param>
    /// <param name="arguments">What to train.</param>
    /// <param name="queue">Whether to wait behind a run that is active.</param>
    public async Task<Told> TriggerAsync(string idempotencyKey, JsonObject arguments, bool queue = false)
    {
        var told = await SendAsync(HttpMethod.Post, queue ? "/training/runs?queue=true" : "/training/runs", arguments, idempotencyKey);
        history.Add(new RunTrigger(name, idempotencyKey, told.Outcome == Outcome.Ok ? told.Body!["id"]!.GetValue<long>() : null, told.Outcome));
        return told;
    }

    /// <summary>Sends a request that is no matter of the history.</summary>
    public async Task<Told> SendAsync(HttpMethod method, string path, JsonObject? content = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content is null ? null : JsonContent.Create(content) };
        if (method == HttpMethod.Patch)
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key());
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        try
        {
            using var answer = await api.SendAsync(request, Cancelled);
            var text = await answer.Content.ReadAsStringAsync(Cancelled);
            var body = text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject;
            return new Told(OutcomeOf(answer.StatusCode, body), answer.StatusCode, body);
        }
        // Its connection was cut, or it has waited for long enough.
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !Cancelled.IsCancellationRequested))
        {
            return new Told(Outcome.Unknown, null, new JsonObject { ["error"] = error.Message });
        }
    }

    private async Task<Told> WriteAsync(Register register, string? value, HttpMethod method, string path, JsonObject? content = null)
    {
        var start = History.Now;
        var told = await SendAsync(method, path, content);
        history.Add(new RegisterWrite(name, register, value, start, History.Now, told.Outcome));
        return told;
    }

    // An answer of 500 and above says nothing of what became of the request, but for one.
    private static Outcome OutcomeOf(HttpStatusCode status, JsonObject? body) => (int)status switch
    {
        < 300 => Outcome.Ok,
        < 500 => Outcome.Failed,
        _ => body?["type"]?.GetValue<string>() == Busy ? Outcome.Failed : Outcome.Unknown,
    };
}

/// <summary>What a client was told.</summary>
/// <param name="Outcome">In short.</param>
/// <param name="Status">The status of the answer; null where there was none.</param>
/// <param name="Body">Its body.</param>
internal sealed record Told(Outcome Outcome, HttpStatusCode? Status, JsonObject? Body);
