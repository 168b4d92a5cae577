using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>Enters what a process sees of itself and does not do in a transaction of its own.</summary>
public sealed class ServiceNotices(IDbContextFactory<KDiffEDbContext> contexts)
{
    private static readonly string Host = Environment.MachineName;

    /// <summary>Enters that this process has come to lack something, or lacks nothing any more.</summary>
    /// <param name="reason">What it lacks, or lacked.</param>
    /// <param name="isWell">Whether it lacks it no more.</param>
    /// <param name="at">Since when.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <exception cref="UnusableSchemaException">Nothing may be entered: the schema is not this version's.</exception>
    public Task ConditionAsync(string reason, bool isWell, DateTimeOffset at, CancellationToken cancellationToken) => EnterAsync(
        context => WebhookOutbox.EnterAsync(
            context, isWell ? WebhookEvent.ServiceRecovered : WebhookEvent.ServiceDegraded, at, new { host = Host, processId = Environment.ProcessId, reason }, cancellationToken),
        cancellationToken);

    /// <summary>Enters that a snapshot cannot be served, unless another process has done so since it was last activated.</summary>
    /// <param name="version">The snapshot.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="at">When that was found.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <exception cref="UnusableSchemaException">Nothing may be entered: the schema is not this version's.</exception>
    public Task RefusedAsync(string version, string reason, DateTimeOffset at, CancellationToken cancellationToken) => EnterAsync(
        async context =>
        {
            var activated = await context.Snapshots.Where(s => s.Version == version).Select(s => s.ActivatedAt).SingleOrDefaultAsync(cancellationToken);
            await WebhookOutbox.EnterAsync(
                context, WebhookEvent.SnapshotRefused, at, new { snapshot = version, reason, host = Host, processId = Environment.ProcessId }, cancellationToken,
                $"refused {version} {activated:O} {reason}");
        },
        cancellationToken);

    private async Task EnterAsync(Func<KDiffEDbContext, Task> enter, CancellationToken cancellationToken)
    {
        await Database.VerifyStillThereAsync(contexts, cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await enter(context);
    }
}
