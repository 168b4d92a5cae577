using Hangfire;
using Hangfire.States;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>
/// Hands what is due to the queue, once a second: new events, those whose pause is over, and those of which the queue has lost the
/// job or a process the claim. Of a webhook a few are, so that the others' are not behind all of its own; <see cref="DeliveryTurns"/> bounds what is sent.
/// </summary>
internal sealed partial class DeliverySweep(
    NpgsqlDataSource database, IDbContextFactory<KDiffEDbContext> contexts, JobStorage storage, IBackgroundJobClient jobs, DeliveryServer server,
    DeliveryLog deliveries, IOptions<WebhookOptions> options, TimeProvider time, ILogger<DeliverySweep> logger) : BackgroundService
{
    private static readonly string Due =
        $"""
        select webhook_id, id, job from (
            select d.webhook_id, d.id, d.job, row_number() over (partition by d.webhook_id order by d.next_attempt_at, d.id) as place
            from webhook_deliveries d join webhooks w on w.id = d.webhook_id and w.enabled
            where d.state = 'waiting' and d.next_attempt_at <= now()) due
        where place <= {DeliveryTurns.PerWebhook} order by id
        """;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

    private long? _cleaned;
    private bool _failing;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await server.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
                await CleanAsync(stoppingToken);
                _failing = false;
            }
            // The loader of snapshots says what is the matter with the database; anything else is said once.
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_failing && !TransientErrors.IsAway(error) && error is not (UnusableSchemaException or PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }))
                    LogFailed(error);
                _failing = true;
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var due = await ReadDueAsync(connection, cancellationToken);
        if (due.Count == 0)
            return;
        await Database.VerifyStillThereAsync(contexts, cancellationToken);
        server.Start();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two processes that look at once would make two jobs; harmless, but for nothing.
        await using (var turn = new NpgsqlCommand("select pg_try_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = LockKey.WebhookDeliveries } } })
        {
            if (await turn.ExecuteScalarAsync(cancellationToken) is not true)
                return;
        }

        foreach (var (webhook, delivery, job) in await ReadDueAsync(connection, cancellationToken))
        {
            if (IsQueued(job))
                continue;
            var next = jobs.Enqueue<DeliveryJobs>(work => work.DeliverAsync(webhook, delivery, CancellationToken.None));
            await using var note = new NpgsqlCommand("update webhook_deliveries set job = $2 where id = $1", connection)
            {
                Parameters = { new() { Value = delivery }, new() { Value = next } },
            };
            await note.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (_cleaned is { } last && time.GetElapsedTime(last) < CleanEvery)
            return;
        await Database.VerifyStillThereAsync(contexts, cancellationToken);
        if (await deliveries.DeleteBeforeAsync(time.GetUtcNow() - options.Value.Keep, cancellationToken) is > 0 and var old)
            LogForgotten(old);
        _cleaned = time.GetTimestamp();
    }

    // What is due and in the hands of a worker is claimed within moments, or never, because its process was killed.
    private bool IsQueued(string? job)
    {
        if (job is null)
            return false;
        using var connection = storage.GetConnection();
        return connection.GetJobData(job)?.State == EnqueuedState.StateName;
    }

    private static async Task<IReadOnlyList<(string Webhook, long Delivery, string? Job)>> ReadDueAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Due, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<(string, long, string?)>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add((reader.GetString(0), reader.GetInt64(1), await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2)));
        return due;
    }

    [LoggerMessage(LogLevel.Warning, "Cannot look for events that webhooks are to be told, and will again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Information, "Forgot {Deliveries} deliveries to webhooks")]
    private partial void LogForgotten(int deliveries);
}
