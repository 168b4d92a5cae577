using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KDiffE.Domain.Webhooks;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>Sends an event over HTTP, signed, and says how that went. It trusts nothing of the answer, and waits for no more of it than it must.</summary>
internal sealed class DeliverySender : IDisposable
{
    /// <summary>How long all of an attempt may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const int MaxAnswer = 4096;
    private const int MaxShown = 300;

    private static readonly string Version = typeof(DeliverySender).Assembly.GetName().Version!.ToString(3);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Limit,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // What an answer says is read by hand; what is left of it is not waited for.
        MaxResponseDrainSize = MaxAnswer,
        // Traces are the service's own.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends it once.</summary>
    /// <param name="delivery">What, and where.</param>
    /// <param name="stopping">Ends the attempt because the process ends.</param>
    /// <exception cref="OperationCanceledException">The process ends.</exception>
    internal async Task<DeliveryOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Limit);
        try
        {
            using var request = Sign(delivery, DateTimeOffset.UtcNow);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = (int)answer.StatusCode;
            return answer.IsSuccessStatusCode
                ? new DeliveryOutcome(status, Error: null)
                : new DeliveryOutcome(status, Describe(answer, await ReadAsync(answer, limit.Token)), answer.StatusCode == HttpStatusCode.Gone);
        }
        catch (Exception) when (limit.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return new DeliveryOutcome(Status: null, $"There was no answer within {Limit.TotalSeconds} seconds.");
        }
        // An address that resolves to nothing, a certificate that is not trusted, an answer that is no HTTP, and whatever else there is.
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            return new DeliveryOutcome(Status: null, Clean(error.GetBaseException().Message));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Sign(ClaimedDelivery delivery, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Payload);
        // The same in every attempt, and no other service's: receivers know by it what they have already.
        var id = string.Create(CultureInfo.InvariantCulture, $"msg_{delivery.WebhookId}_{delivery.Id}");
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("KDiffE", Version));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', delivery.Secrets.Select(secret => WebhookSignature.Sign(secret, id, now, body))));
        return request;
    }

    private static string Describe(HttpResponseMessage answer, string text) => (int)answer.StatusCode is >= 300 and < 400
        ? "It is a redirect, which is not followed: give the webhook the address it leads to."
        : $"It was not taken: {(int)answer.StatusCode}{(text.Length > 0 ? $", {text}" : "")}";

    // Why it was not taken, as far as that comes within the limits; without it the status has to do.
    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[MaxAnswer];
            return Clean(Encoding.UTF8.GetString(bytes, 0, await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)));
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    // A database takes no NUL, and a log no lines that somebody else wrote, nor what turns the rest of one round.
    private static string Clean(string text)
    {
        var line = string.Join(' ', new string([.. text.Select(character => char.IsControl(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format ? ' ' : character)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length > MaxShown ? line[..MaxShown] + "…" : line;
    }
}
