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
    public static async Task MigrateAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var guard = await AdvisoryLock.AcquireAsync(connection, LockKey.Migration, cancellationToken);
        await using var context = KDiffEDbContext.Open(dataSource);
        await context.Database.MigrateAsync(cancellationToken);
    }
}
