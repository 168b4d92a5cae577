using System.Text.Json;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>What a snapshot is used for.</summary>
public enum SnapshotState
{
    /// <summary>Being made.</summary>
    Training,

    /// <summary>Written and verified, not served.</summary>
    Ready,

    /// <summary>Served; there is at most one.</summary>
    Active,

    /// <summary>Served to a share of the users.</summary>
    Canary,

    /// <summary>Was active before.</summary>
    Retired,

    /// <summary>Must not be served; the reason says why.</summary>
    Rejected,
}

/// <summary>A row of the catalogue.</summary>
/// <param name="Version">The snapshot's version.</param>
/// <param name="State">What it is used for.</param>
/// <param name="FileName">The file in the snapshot folder.</param>
/// <param name="Metadata">What the snapshot says of itself.</param>
/// <param name="Reason">Why it is in its state, where that needs a word.</param>
/// <param name="CreatedAt">When training ended.</param>
/// <param name="ActivatedAt">When it last became active.</param>
public sealed record CatalogedSnapshot(
    string Version,
    SnapshotState State,
    string FileName,
    SnapshotMetadata Metadata,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ActivatedAt);

/// <summary>Which snapshots exist and which one is served.</summary>
public sealed class SnapshotCatalog(NpgsqlDataSource dataSource)
{
    /// <summary>The channel that carries the version of a snapshot that has become active.</summary>
    public const string Channel = "kdiffe_snapshots";

    /// <summary>Enters a snapshot whose file is complete and durable.</summary>
    public async Task RegisterReadyAsync(
        SnapshotMetadata metadata, string fileName, CancellationToken cancellationToken = default)
    {
        await using var context = KDiffEDbContext.Open(dataSource);
        context.Snapshots.Add(new SnapshotRow
        {
            Version = metadata.Version,
            State = SnapshotState.Ready,
            FileName = fileName,
            Metadata = JsonSerializer.Serialize(metadata, JsonSerializerOptions.Web),
            CreatedAt = metadata.CreatedAt.ToUniversalTime(),
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Makes a snapshot the one that is served, retires the one before it and tells every listener, all or nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such snapshot, or it is in training or rejected.</exception>
    public async Task ActivateAsync(string version, CancellationToken cancellationToken = default)
    {
        await using var context = KDiffEDbContext.Open(dataSource);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Two activations at once take their turns here; each of them then sees what the other did.
        await context.Database.ExecuteSqlAsync($"lock table snapshots in share row exclusive mode", cancellationToken);
        var chosen = await context.Snapshots.SingleOrDefaultAsync(s => s.Version == version, cancellationToken)
            ?? throw new InvalidOperationException($"There is no snapshot {version}.");
        if (chosen.State is SnapshotState.Training or SnapshotState.Rejected)
            throw new InvalidOperationException($"Snapshot {version} is {chosen.State.ToString().ToLowerInvariant()} and cannot be served.");

        await context.Snapshots.Where(s => s.State == SnapshotState.Active && s.Version != version)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, SnapshotState.Retired), cancellationToken);
        chosen.State = SnapshotState.Active;
        chosen.ActivatedAt = DateTimeOffset.UtcNow;
        await context.SaveChangesAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"select pg_notify({Channel}, {version})", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The snapshot that is served, if there is one.</summary>
    public async Task<CatalogedSnapshot?> GetActiveAsync(CancellationToken cancellationToken = default)
    {
        await using var context = KDiffEDbContext.Open(dataSource);
        var row = await context.Snapshots.AsNoTracking()
            .SingleOrDefaultAsync(s => s.State == SnapshotState.Active, cancellationToken);
        return row is null ? null : Read(row);
    }

    /// <summary>Every snapshot, the newest first.</summary>
    public async Task<IReadOnlyList<CatalogedSnapshot>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = KDiffEDbContext.Open(dataSource);
        var rows = await context.Snapshots.AsNoTracking()
            .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Version).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    private static CatalogedSnapshot Read(SnapshotRow row) => new(
        row.Version, row.State, row.FileName,
        JsonSerializer.Deserialize<SnapshotMetadata>(row.Metadata, JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException($"Snapshot {row.Version} has no metadata."),
        row.Reason, row.CreatedAt, row.ActivatedAt);
}
