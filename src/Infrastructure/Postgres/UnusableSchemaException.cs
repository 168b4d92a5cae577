namespace KDiffE.Infrastructure.Postgres;

/// <summary>The database is not one that this program may work with; the message says in one sentence why, and what to do.</summary>
public class UnusableSchemaException(string message) : InvalidOperationException(message);

/// <summary>The database was migrated by another version of this program, most likely a newer one: it may be read, not written to.</summary>
/// <param name="migration">The migration that this version does not know.</param>
public sealed class UnknownMigrationException(string migration) : UnusableSchemaException(
    $"The database has the migration {migration}, which this version does not know; nothing was changed. "
    + "Start the version that made it or a later one, or restore a backup of before.");
