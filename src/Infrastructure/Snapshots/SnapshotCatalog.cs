using System.Text.Json;
using KDiffE.Domain.Audit;
using KDiffE.Domain.Snapshots;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Which snapshots exist and which one is served.</summary>
public sealed class SnapshotCatalog(IDbContextFactory<KDiffEDbContext> contexts, AuditLog audit)
{
    /// <summary>The channel that carries the version of a snapshot whose use has changed.</summary>
    public const string Channel = "kdiffe_snapshots";

    /// <summary>Enters a snapshot whose file is complete and durable.</summary>
    public async Task RegisterReadyAsync(SnapshotMetadata metadata, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await EnterAsync(context, metadata, SnapshotState.Ready, run: null, cancellationToken);
    }

    /// <summary>
    /// Makes a snapshot the one that is served, retires the one before it, ends a canary and tells every listener, all or
    /// nothing.
    /// </summary>
    /// <exception cref="SnapshotUseException">There is no such snapshot, or it is in training or rejected.</exception>
    public async Task ActivateAsync(string version, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var before = await ActivateAsync(context, version, cancellationToken);
        await audit.AppendAsync(context, AuditAction.SnapshotActivated, version, new { before }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Rolls back: does the same as <see cref="ActivateAsync(string, CancellationToken)"/>, unless another snapshot has become active meanwhile.</summary>
    /// <param name="active">The version that was active when the other one was chosen; null for none.</param>
    /// <param name="version">The snapshot to serve.</param>
    /// <param name="cancellationToken">Stops it; then nothing is changed.</param>
    /// <returns>Whether it is done; else nothing was changed.</returns>
    /// <exception cref="SnapshotUseException">There is no such snapshot, or it is in training or rejected.</exception>
    public async Task<bool> ReplaceAsync(string? active, string version, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(context, cancellationToken);
        if (await ActiveAsync(context, cancellationToken) != active)
            return false;
        await ActivateAsync(context, version, cancellationToken);
        await audit.AppendAsync(context, AuditAction.SnapshotRolledBack, version, new { before = active }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Has a snapshot serve a share of the users, in place of another canary.</summary>
    /// <exception cref="SnapshotUseException">There is no such snapshot, it is active already, or not fit to be served.</exception>
    public async Task SetCanaryAsync(CanaryShare canary, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(context, cancellationToken);
        var chosen = await FindServableAsync(context, canary.Version, cancellationToken);
        if (chosen.State == SnapshotState.Active)
            throw new SnapshotUseException($"Snapshot {canary.Version} is active: it serves everybody already.");
        await EndCanaryAsync(context, canary.Version, cancellationToken);
        (chosen.State, chosen.CanaryShare) = (SnapshotState.Canary, canary.Share);
        await context.SaveChangesAsync(cancellationToken);
        await NotifyAsync(context, canary.Version, cancellationToken);
        await audit.AppendAsync(context, AuditAction.SnapshotCanary, canary.Version, new { canary.Share }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes a snapshot out of use: it can be neither activated nor tried any more. A canary ends with it.</summary>
    /// <exception cref="SnapshotUseException">There is no such snapshot, it is active, or it is still being made.</exception>
    public async Task RejectAsync(string version, string reason, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(context, cancellationToken);
        var chosen = await FindServableAsync(context, version, cancellationToken);
        if (chosen.State == SnapshotState.Active)
            throw new SnapshotUseException($"Snapshot {version} is active; activate another one first.");
        (chosen.State, chosen.CanaryShare, chosen.Reason) = (SnapshotState.Rejected, null, reason);
        await context.SaveChangesAsync(cancellationToken);
        await NotifyAsync(context, version, cancellationToken);
        await audit.AppendAsync(context, AuditAction.SnapshotRejected, version, new { reason }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The snapshots that are served: the active one, and the canary with its share.</summary>
    public async Task<(string? Active, CanaryShare? Canary)> GetServedAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Snapshots.Where(s => s.State == SnapshotState.Active || s.State == SnapshotState.Canary)
            .Select(s => new { s.Version, s.State, s.CanaryShare }).ToListAsync(cancellationToken);
        var canary = rows.Find(row => row.State == SnapshotState.Canary);
        return (rows.Find(row => row.State == SnapshotState.Active)?.Version,
            canary is null ? null : new CanaryShare(canary.Version, canary.CanaryShare ?? 0));
    }

    /// <summary>The versions that were active and may be again: first the one that is, then the others, the last active first.</summary>
    public async Task<IReadOnlyList<string>> ListActivatedAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Activated(context).Select(s => s.Version).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// The versions that a rollback may lead to, the best first: those of other trainings than the one that is served, the last active
    /// first, and then those of the same, for whoever leaves a model wants its extensions as little.
    /// </summary>
    /// <param name="active">The version to get away from; null for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<string>> ListWaysBackAsync(string? active, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = (await Activated(context).AsNoTracking().ToListAsync(cancellationToken)).Select(Read).ToList();
        var trained = rows.Find(row => row.Version == active)?.Metadata.Trained;
        return [.. rows.Where(row => row.Version != active).OrderBy(row => row.Metadata.Trained == trained).Select(row => row.Version)];
    }

    /// <summary>The version of the training's snapshot that a snapshot is, or extends.</summary>
    public async Task<string> FindTrainedAsync(string version, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Snapshots.AsNoTracking().SingleOrDefaultAsync(s => s.Version == version, cancellationToken);
        return row is null ? version : Read(row).Metadata.Trained;
    }

    /// <summary>When a snapshot was last activated, be it one that was active already; null for never.</summary>
    public async Task<DateTimeOffset?> FindLastActivationAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Snapshots.MaxAsync(s => s.ActivatedAt, cancellationToken);
    }

    /// <summary>The trace of the run that made a snapshot active; null where somebody activated it since, or it has none.</summary>
    public async Task<string?> FindTraceAsync(string version, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // A run ends in the transaction in which it activates.
        return await context.Snapshots.Where(s => s.Version == version)
            .Join(context.TrainingRuns, s => s.TrainingRunId, r => r.Id, (s, r) => new { s.ActivatedAt, r.FinishedAt, r.TraceParent })
            .Where(x => x.ActivatedAt <= x.FinishedAt).Select(x => x.TraceParent).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Every snapshot, the newest first.</summary>
    public async Task<IReadOnlyList<CatalogedSnapshot>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Snapshots.AsNoTracking()
            .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Version).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>Enters an extension that is about to be written, so that its file is found if that goes wrong; its run is that of the training.</summary>
    internal async Task AnnounceAsync(SnapshotMetadata metadata, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await context.Snapshots.Where(s => s.Version == metadata.Trained).Select(s => s.TrainingRunId).SingleOrDefaultAsync(cancellationToken);
        await EnterAsync(context, metadata, SnapshotState.Training, run, cancellationToken);
    }

    /// <summary>Takes back an announced extension that could not be written, or is not wanted any more.</summary>
    internal async Task WithdrawAsync(string version, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Snapshots.Where(s => s.Version == version && s.State == SnapshotState.Training).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Has an announced extension, whose file is complete and durable by now, served in place of the active snapshot; all or nothing.</summary>
    /// <param name="metadata">The extension.</param>
    /// <param name="active">The version that it takes the place of.</param>
    /// <param name="cancellationToken">Stops it; then nothing is changed.</param>
    /// <returns>Whether it is done: not where another snapshot is active meanwhile, or there is a canary.</returns>
    internal async Task<bool> ExtendAsync(SnapshotMetadata metadata, string active, CancellationToken cancellationToken)
    {
        var (version, extension) = (metadata.Version, metadata.Extension!);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(context, cancellationToken);
        if (await ActiveAsync(context, cancellationToken) != active || await context.Snapshots.AnyAsync(s => s.State == SnapshotState.Canary, cancellationToken))
            return false;
        await context.Snapshots.Where(s => s.Version == version).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, SnapshotState.Ready), cancellationToken);
        await ActivateAsync(context, version, cancellationToken);
        await audit.AppendAsync(context, AuditAction.SnapshotActivated, version, new { before = active, extends = extension.Of, extension.Items }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <inheritdoc cref="ListActivatedAsync"/>
    internal static IQueryable<SnapshotRow> Activated(KDiffEDbContext context) => context.Snapshots
        .Where(s => s.ActivatedAt != null && s.State != SnapshotState.Training && s.State != SnapshotState.Rejected)
        .OrderByDescending(s => s.State == SnapshotState.Active).ThenByDescending(s => s.ActivatedAt).ThenByDescending(s => s.Version);

    /// <summary>Enters a snapshot, in the caller's transaction.</summary>
    internal static Task EnterAsync(
        KDiffEDbContext context, SnapshotMetadata metadata, SnapshotState state, long? run, CancellationToken cancellationToken)
    {
        context.Snapshots.Add(new SnapshotRow
        {
            Version = metadata.Version,
            State = state,
            FileName = SnapshotFile.NameOf(metadata.Version),
            Metadata = JsonSerializer.Serialize(metadata, JsonSerializerOptions.Web),
            TrainingRunId = run,
            CreatedAt = (metadata.Extension?.PlacedAt ?? metadata.CreatedAt).ToUniversalTime(),
        });
        return context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Notes that a snapshot's file is complete and durable, and how it was judged, in the caller's transaction.</summary>
    internal static Task CompleteAsync(KDiffEDbContext context, string version, GateVerdict verdict, CancellationToken cancellationToken) =>
        context.Snapshots.Where(s => s.Version == version).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.State, SnapshotState.Ready).SetProperty(x => x.Reason, verdict.Reason)
                .SetProperty(x => x.Verdict, JsonSerializer.Serialize(verdict, JsonSerializerOptions.Web)),
            cancellationToken);

    /// <inheritdoc cref="ActivateAsync(string, CancellationToken)"/>
    /// <remarks>In the caller's transaction.</remarks>
    /// <returns>The version that was active before; null for none.</returns>
    internal static async Task<string?> ActivateAsync(KDiffEDbContext context, string version, CancellationToken cancellationToken)
    {
        await LockAsync(context, cancellationToken);
        var before = await ActiveAsync(context, cancellationToken);
        var chosen = await FindServableAsync(context, version, cancellationToken);
        await EndCanaryAsync(context, version, cancellationToken);
        await context.Snapshots.Where(s => s.State == SnapshotState.Active && s.Version != version)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, SnapshotState.Retired), cancellationToken);
        var now = DateTimeOffset.UtcNow;
        (chosen.State, chosen.CanaryShare, chosen.ActivatedAt) = (SnapshotState.Active, null, now);
        await context.SaveChangesAsync(cancellationToken);
        await NotifyAsync(context, version, cancellationToken);
        // One that is activated again is only looked at again.
        if (before != version)
            await WebhookOutbox.EnterAsync(context, WebhookEvent.SnapshotActivated, now, new { snapshot = version, before, run = chosen.TrainingRunId, extends = Read(chosen).Metadata.Extension?.Of }, cancellationToken);
        return before;
    }

    /// <summary>Has changes of states take their turns; whoever comes next sees what the one before did.</summary>
    internal static Task LockAsync(KDiffEDbContext context, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"lock table snapshots in share row exclusive mode", cancellationToken);

    /// <summary>The version that is active; null for none.</summary>
    internal static Task<string?> ActiveAsync(KDiffEDbContext context, CancellationToken cancellationToken) =>
        context.Snapshots.Where(s => s.State == SnapshotState.Active).Select(s => s.Version).SingleOrDefaultAsync(cancellationToken);

    private static async Task<SnapshotRow> FindServableAsync(KDiffEDbContext context, string version, CancellationToken cancellationToken)
    {
        var chosen = await context.Snapshots.SingleOrDefaultAsync(s => s.Version == version, cancellationToken)
            ?? throw new SnapshotUseException($"There is no snapshot {version}.");
        return chosen.State is SnapshotState.Training or SnapshotState.Rejected
            ? throw new SnapshotUseException($"Snapshot {version} is {chosen.State.ToString().ToLowerInvariant()} and cannot be served.")
            : chosen;
    }

    // A canary is compared with the snapshot that was active when it began; with another one active it says nothing.
    private static Task<int> EndCanaryAsync(KDiffEDbContext context, string besides, CancellationToken cancellationToken) =>
        context.Snapshots.Where(s => s.State == SnapshotState.Canary && s.Version != besides).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.State, SnapshotState.Ready).SetProperty(x => x.CanaryShare, (double?)null), cancellationToken);

    private static Task<int> NotifyAsync(KDiffEDbContext context, string version, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"select pg_notify({Channel}, {version})", cancellationToken);

    /// <summary>What a row says.</summary>
    internal static CatalogedSnapshot Read(SnapshotRow row)
    {
        var metadata = JsonSerializer.Deserialize<SnapshotMetadata>(row.Metadata, JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException($"Snapshot {row.Version} has no metadata.");
        return new CatalogedSnapshot(
            row.Version, row.State, row.FileName, metadata, row.Reason,
            row.Verdict is null ? null : JsonSerializer.Deserialize<GateVerdict>(row.Verdict, JsonSerializerOptions.Web), row.CanaryShare, row.TrainingRunId,
            metadata.Extension is null ? row.CreatedAt : metadata.CreatedAt, row.ActivatedAt);
    }
}
