using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Postgres;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Enters what happens to a run, in the transaction in which it happens.</summary>
internal static class RunEventLog
{
    /// <summary>
    /// Enters that a run has come to another state, and why where that needs a word. That it failed or was cancelled is told to
    /// webhooks; whoever publishes knows whether success is one.
    /// </summary>
    internal static async Task AppendStateAsync(
        KDiffEDbContext context, long run, RunState state, CancellationToken cancellationToken, string? reason = null)
    {
        await AppendAsync(context, run, "state", new { state = state.ToString().ToLowerInvariant(), reason }, cancellationToken);
        if (state is RunState.Failed or RunState.Cancelled)
            await RunNotices.EnterAsync(context, run, state == RunState.Failed ? WebhookEvent.RunFailed : WebhookEvent.RunCancelled, cancellationToken);
    }

    /// <summary>Enters an event of a kind, with <paramref name="data"/> as its JSON object.</summary>
    internal static async Task AppendAsync(KDiffEDbContext context, long run, string kind, object data, CancellationToken cancellationToken)
    {
        context.TrainingEvents.Add(new TrainingEventRow
        {
            TrainingRunId = run,
            Kind = kind,
            Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
        });
        await context.SaveChangesAsync(cancellationToken);
    }
}
