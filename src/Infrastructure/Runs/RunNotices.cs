using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Has webhooks told how runs end, in the transaction in which they do.</summary>
internal static class RunNotices
{
    /// <summary>Enters it; the run's row says the rest.</summary>
    internal static async Task EnterAsync(KDiffEDbContext context, long run, WebhookEvent happened, CancellationToken cancellationToken)
    {
        var ended = await context.TrainingRuns.AsNoTracking().SingleAsync(r => r.Id == run, cancellationToken);
        var preset = JsonSerializer.Deserialize<RunArguments>(ended.Arguments, JsonSerializerOptions.Web)?.Preset;
        var now = DateTimeOffset.UtcNow;
        await WebhookOutbox.EnterAsync(
            context, happened, now,
            new { run, preset, ended.Worker, snapshot = ended.SnapshotVersion, reason = ended.Error, createdAt = ended.CreatedAt.UtcDateTime, startedAt = ended.StartedAt?.UtcDateTime, finishedAt = (ended.FinishedAt ?? now).UtcDateTime },
            cancellationToken);
    }
}
