using System.Text.Json;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>
/// Enters what is to be told, in the transaction in which it happens: nothing is lost that was done, and nothing is told that was
/// not.
/// </summary>
internal static class WebhookOutbox
{
    /// <summary>Enters an event for every webhook that wants it.</summary>
    /// <param name="context">Has the transaction, if there is one.</param>
    /// <param name="happened">What happens.</param>
    /// <param name="at">When.</param>
    /// <param name="data">More about it, an object; nothing that is secret.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <param name="key">What the event is called where several processes tell of it: it is entered once.</param>
    internal static Task EnterAsync(
        KDiffEDbContext context, WebhookEvent happened, DateTimeOffset at, object data, CancellationToken cancellationToken, string? key = null)
    {
        var (name, payload) = (WebhookEventNames.Of(happened), Payload(happened, at, data));
        // The webhooks stay until the transaction ends: one that is deleted meanwhile must not undo what is told to it.
        return context.Database.ExecuteSqlAsync(
            $"""
            insert into webhook_deliveries (webhook_id, event, payload, state, event_key, next_attempt_at)
            select id, {name}, {payload}::json, 'waiting', {key}::text, now() from webhooks where enabled and {name} = any(events) for key share
            on conflict (webhook_id, event_key) do nothing
            """, cancellationToken);
    }

    /// <summary>The body of an event.</summary>
    internal static string Payload(WebhookEvent happened, DateTimeOffset at, object data) => JsonSerializer.Serialize(
        new { type = WebhookEventNames.Of(happened), timestamp = at.UtcDateTime, data }, JsonSerializerOptions.Web);
}
