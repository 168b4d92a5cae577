using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>What was told to a webhook, or is to be: listed, tried out, sent again.</summary>
public sealed class DeliveryLog(IDbContextFactory<KDiffEDbContext> contexts)
{
    /// <summary>Deliveries of a webhook, the newest first.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="before">Only those before this one; null for the newest.</param>
    /// <param name="count">The most there shall be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<WebhookDelivery>> ListAsync(string webhook, long? before, int count, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.WebhookDeliveries.AsNoTracking().Where(d => d.WebhookId == webhook && (before == null || d.Id < before))
            .OrderByDescending(d => d.Id).Take(count).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>Enters a test for a webhook, whatever its events are.</summary>
    /// <returns>Null when there is no such webhook, or it is turned off.</returns>
    public async Task<WebhookDelivery?> TestAsync(string webhook, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var payload = WebhookOutbox.Payload(WebhookEvent.Test, DateTimeOffset.UtcNow, new { webhook });
        var entered = await context.WebhookDeliveries.FromSql(
            $"""
            insert into webhook_deliveries (webhook_id, event, payload, state, next_attempt_at)
            select id, {WebhookEventNames.Of(WebhookEvent.Test)}, {payload}::json, 'waiting', now() from webhooks where id = {webhook} and enabled for key share
            returning *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return entered.Select(Read).SingleOrDefault();
    }

    /// <summary>Sends something again, also what was taken before, as often as if it had just been entered.</summary>
    /// <returns>Null when there is no such delivery.</returns>
    public async Task<WebhookDelivery?> RetryAsync(string webhook, long delivery, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var changed = await context.WebhookDeliveries.FromSql(
            $"""
            update webhook_deliveries set state = 'waiting', attempts = 0, next_attempt_at = now(), delivered_at = null
            where id = {delivery} and webhook_id = {webhook} returning *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return changed.Select(Read).SingleOrDefault();
    }

    /// <summary>How many deliveries there are by state; every state is in it.</summary>
    public async Task<IReadOnlyDictionary<DeliveryState, int>> CountAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.WebhookDeliveries.GroupBy(d => d.State).Select(state => new { state.Key, Count = state.Count() })
            .ToDictionaryAsync(state => state.Key, state => state.Count, cancellationToken);
        return Enum.GetValues<DeliveryState>().ToDictionary(state => state, state => counts.GetValueOrDefault(state));
    }

    /// <summary>Forgets what was entered before a time, and with it what nobody took since.</summary>
    /// <returns>How many deliveries were forgotten.</returns>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.WebhookDeliveries.Where(d => d.CreatedAt < time.ToUniversalTime()).ExecuteDeleteAsync(cancellationToken);
    }

    private static WebhookDelivery Read(WebhookDeliveryRow row) => new(
        row.Id, WebhookEventNames.Parse(row.Event), row.State, row.Attempts, row.NextAttemptAt, row.Status, row.Error, row.CreatedAt, row.DeliveredAt, row.Payload);
}
