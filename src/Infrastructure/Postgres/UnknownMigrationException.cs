namespace KDiffE.Infrastructure.Postgres;

/// <summary>The database was migrated by another version of this program, most likely a newer one.</summary>
/// <param name="migration">The migration that this version does not know.</param>
public sealed class UnknownMigrationException(string migration) : InvalidOperationException(
    $"The database has the migration {migration}, which this version does not know; nothing was changed. "
    + "Start the version that made it or a later one, or restore a backup of before.");
