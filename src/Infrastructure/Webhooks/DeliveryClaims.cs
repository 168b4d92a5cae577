using KDiffE.Domain.Webhooks;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>
/// Gives a process the right to send something: once at a time, however many are told to. Who claims and is never heard of again
/// has its claim run out; then it is sent once more.
/// </summary>
internal sealed class DeliveryClaims(NpgsqlDataSource database)
{
    // Longer than an attempt can take.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Claims a delivery.</summary>
    /// <returns>Null when it is not to be sent now: it is gone, has ended, is not due yet, is being sent, or its webhook is turned off.</returns>
    internal async Task<ClaimedDelivery?> ClaimAsync(long delivery, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update webhook_deliveries d set attempts = d.attempts + 1, next_attempt_at = now() + $2
            from webhooks w where d.id = $1 and d.state = 'waiting' and d.next_attempt_at <= now() and w.id = d.webhook_id and w.enabled
            returning d.webhook_id, w.url, d.payload::text, d.attempts, w.secret, case when w.previous_secret_until > now() then w.previous_secret end
            """);
        command.Parameters.Add(new() { Value = delivery });
        command.Parameters.Add(new() { Value = Lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedDelivery(
                delivery, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3),
                await reader.IsDBNullAsync(5, cancellationToken) ? [reader.GetString(4)] : [reader.GetString(4), reader.GetString(5)])
            : null;
    }

    /// <summary>Gives back what could not be sent to its end, which is no fault of the receiver: it is due at once, and no attempt.</summary>
    internal async Task GiveBackAsync(ClaimedDelivery claimed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update webhook_deliveries set attempts = attempts - 1, next_attempt_at = now() where id = $1 and attempts = $2 and state = 'waiting'");
        command.Parameters.Add(new() { Value = claimed.Id });
        command.Parameters.Add(new() { Value = claimed.Attempt });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Notes how an attempt ended, unless another one was begun or asked for since.</summary>
    /// <param name="claimed">What was sent.</param>
    /// <param name="outcome">How that went.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Where the delivery stands then.</returns>
    internal async Task<DeliveryState> EndAsync(ClaimedDelivery claimed, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var pause = outcome.Error is null || outcome.IsGone ? null : DeliveryPauses.After(claimed.Attempt);
        var state = (outcome.Error, pause) switch
        {
            (null, _) => DeliveryState.Delivered,
            (_, null) => DeliveryState.Failed,
            _ => DeliveryState.Waiting,
        };
        await using var command = database.CreateCommand(
            """
            update webhook_deliveries set state = $3, next_attempt_at = now() + $4, attempted_at = now(), status = $5, error = $6,
                   delivered_at = case when $3 = 'delivered' then now() end
            where id = $1 and attempts = $2 and state = 'waiting'
            """);
        command.Parameters.Add(new() { Value = claimed.Id });
        command.Parameters.Add(new() { Value = claimed.Attempt });
        command.Parameters.Add(new() { Value = state.ToString().ToLowerInvariant(), NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)pause ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new() { Value = (object?)outcome.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = (object?)outcome.Error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return state;
    }
}

/// <summary>Something to send, by whoever claimed it.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="WebhookId">To whom.</param>
/// <param name="Url">Where they are.</param>
/// <param name="Payload">The body, to the byte.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
/// <param name="Secrets">What signs it: the secret, and the one before where that still does.</param>
internal sealed record ClaimedDelivery(long Id, string WebhookId, string Url, string Payload, int Attempt, IReadOnlyList<string> Secrets);

/// <summary>How an attempt ended.</summary>
/// <param name="Status">The HTTP status; null where there was no answer.</param>
/// <param name="Error">Why it does not count; null where the receiver took it.</param>
/// <param name="IsGone">Whether the receiver wants nothing any more.</param>
internal sealed record DeliveryOutcome(int? Status, string? Error, bool IsGone = false);
