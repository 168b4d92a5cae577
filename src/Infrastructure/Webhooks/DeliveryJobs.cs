using Hangfire;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>
/// What Hangfire calls in an API. Its jobs name this method in the database: renaming it orphans them. When something is sent again
/// is in its row, so Hangfire tries nothing twice, and keeps no job that failed.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
internal sealed partial class DeliveryJobs(
    IDbContextFactory<KDiffEDbContext> contexts, DeliveryClaims claims, DeliverySender sender, DeliveryTurns turns, WebhookStore webhooks, ILogger<DeliveryJobs> logger)
{
    internal const string Queue = "webhooks";

    [Queue(Queue)]
    public async Task DeliverAsync(string webhook, long delivery, CancellationToken stopping)
    {
        // It stays due, and is handed over again.
        if (!turns.TryTake(webhook))
            return;
        try
        {
            await DeliverAsync(delivery, stopping);
        }
        finally
        {
            turns.GiveBack(webhook);
        }
    }

    private async Task DeliverAsync(long delivery, CancellationToken stopping)
    {
        await Database.VerifyStillThereAsync(contexts, stopping);
        if (await claims.ClaimAsync(delivery, stopping) is not { } claimed)
            return;
        DeliveryOutcome outcome;
        try
        {
            outcome = await sender.SendAsync(claimed, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await claims.GiveBackAsync(claimed, CancellationToken.None);
            return;
        }

        // What was sent is noted, however the process ends.
        var state = await claims.EndAsync(claimed, outcome, CancellationToken.None);
        if (outcome.IsGone)
            await webhooks.DisableAsync(claimed.WebhookId, CancellationToken.None);
        if (outcome.Error is { } error)
            LogNotTaken(state == DeliveryState.Failed ? LogLevel.Error : LogLevel.Warning, claimed.Id, claimed.WebhookId, WebhookAddress.Origin(claimed.Url), claimed.Attempt, state, error);
    }

    [LoggerMessage("Delivery {Delivery} to webhook {Webhook} ({Origin}), attempt {Attempt}, is {State}: {Reason}")]
    private partial void LogNotTaken(LogLevel level, long delivery, string webhook, string origin, int attempt, DeliveryState state, string reason);
}
