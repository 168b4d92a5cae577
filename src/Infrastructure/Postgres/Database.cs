using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>The database as a whole: where it is and which schema it has.</summary>
public static class Database
{
    /// <summary>The configuration key <c>ConnectionStrings:Postgres</c>, as an environment variable.</summary>
    public const string ConnectionVariable = "ConnectionStrings__Postgres";

    /// <summary>The connection string of the configuration.</summary>
    /// <exception cref="InvalidOperationException">It is not set.</exception>
    public static string ConnectionString(IConfiguration configuration)
    {
        var value = configuration.GetConnectionString("Postgres");
        return string.IsNullOrWhiteSpace(value)
            ? throw new InvalidOperationException(
                $"No database: set {ConnectionVariable} to a PostgreSQL connection string, or start through ./run.sh, which runs one.")
            : value;
    }

    /// <summary>Brings the schema up to date. Processes that start at once wait for each other.</summary>
    /// <exception cref="UnknownMigrationException">Another version has migrated it; nothing was changed.</exception>
    public static async Task MigrateAsync(IDbContextFactory<KDiffEDbContext> contexts, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // However short a request may wait, a large table takes its time; 0 is no limit.
        context.Database.SetCommandTimeout(0);
        // EF's own lock ends with each migration, and what another process did in between it does not look at.
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var turn = await AdvisoryLock.AcquireAsync((NpgsqlConnection)context.Database.GetDbConnection(), LockKey.Migration, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>Refuses a schema that this version does not know, and changes nothing.</summary>
    /// <exception cref="UnknownMigrationException">Another version has migrated it.</exception>
    public static async Task VerifyAsync(IDbContextFactory<KDiffEDbContext> contexts, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.GetAppliedMigrationsAsync(cancellationToken);
    }
}
