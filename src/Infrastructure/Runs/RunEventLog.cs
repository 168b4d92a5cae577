using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Enters what happens to a run, in the transaction in which it happens.</summary>
internal static class RunEventLog
{
    internal static Task AppendStateAsync(
        KDiffEDbContext context, long run, RunState state, CancellationToken cancellationToken, string? reason = null) =>
        AppendAsync(context, run, "state", new { state = state.ToString().ToLowerInvariant(), reason }, cancellationToken);

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
