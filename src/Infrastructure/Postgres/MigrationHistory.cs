using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations.Internal;

namespace KDiffE.Infrastructure.Postgres;

#pragma warning disable EF1001 // To change the history one derives from the class of the provider, says the documentation of EF.

/// <summary>
/// Which migrations a database has. It takes over databases of the time when migrations were SQL files, and refuses those
/// of a version that this one does not know; whoever migrates asks here first: services, commands, bundle and script.
/// </summary>
internal sealed class MigrationHistory(HistoryRepositoryDependencies dependencies, IMigrationsAssembly assembly) : NpgsqlHistoryRepository(dependencies)
{
    // The SQL files, in order. Together they made what the first of the generated migrations makes.
    private static readonly string[] SqlFiles = ["20260101000000_Initial", "20260601000000_TrainingRuns", "20260701000000_Publishing"];

    private string First => assembly.Migrations.First().Key;

    /// <inheritdoc/>
    /// <exception cref="UnusableSchemaException">The database has a migration that this version does not know, or another program's.</exception>
    public override IReadOnlyList<HistoryRow> GetAppliedMigrations() => Known(base.GetAppliedMigrations());

    /// <inheritdoc/>
    /// <exception cref="UnusableSchemaException">The database has a migration that this version does not know, or another program's.</exception>
    public override async Task<IReadOnlyList<HistoryRow>> GetAppliedMigrationsAsync(CancellationToken cancellationToken = default) =>
        Known(await base.GetAppliedMigrationsAsync(cancellationToken));

    /// <inheritdoc/>
    public override string GetBeginIfNotExistsScript(string migrationId)
    {
        var script = base.GetBeginIfNotExistsScript(migrationId);
        return migrationId == First
            ? script.Replace($"= '{First}'", $"IN ('{First}', '{SqlFiles[^1]}')", StringComparison.Ordinal)
            : script;
    }

    /// <summary>Keeps the names that existing databases have, which the naming convention would change.</summary>
    protected override void ConfigureTable(EntityTypeBuilder<HistoryRow> history)
    {
        base.ConfigureTable(history);
        history.HasKey(row => row.MigrationId).HasName("PK_" + DefaultTableName);
        history.Property(row => row.MigrationId).HasColumnName(nameof(HistoryRow.MigrationId));
        history.Property(row => row.ProductVersion).HasColumnName(nameof(HistoryRow.ProductVersion));
    }

    private IReadOnlyList<HistoryRow> Known(IReadOnlyList<HistoryRow> applied)
    {
        // Every program on EF Core has a record of this name.
        if (applied.Count > 0 && !applied.Any(row => row.MigrationId == First || SqlFiles.Contains(row.MigrationId)))
            throw new UnusableSchemaException($"The database belongs to another program, whose first migration is {applied[0].MigrationId}; nothing was changed. Name a database of KDiffE's, or an empty one, in {Database.ConnectionVariable}.");
        if (applied.FirstOrDefault(row => row.MigrationId == SqlFiles[^1]) is { } last)
            applied = [new HistoryRow(First, last.ProductVersion), .. applied.Where(row => !SqlFiles.Contains(row.MigrationId))];
        return applied.FirstOrDefault(row => !assembly.Migrations.ContainsKey(row.MigrationId)) is { } unknown
            ? throw new UnknownMigrationException(unknown.MigrationId)
            : applied;
    }
}
