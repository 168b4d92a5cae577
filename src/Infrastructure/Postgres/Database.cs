using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>The database as a whole: where it is and which schema it has.</summary>
public static class Database
{
    /// <summary>The configuration key <c>ConnectionStrings:Postgres</c>, as an environment variable.</summary>
    public const string ConnectionVariable = "ConnectionStrings__Postgres";

    // With the nine probes of Linux, a minute.
    private const int KeepAliveSeconds = 10;
    private const int ProbeSeconds = 5;

    /// <summary>The connection string of the configuration, with keepalives.</summary>
    /// <exception cref="InvalidOperationException">It is not set.</exception>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static string ConnectionString(IConfiguration configuration)
    {
        var value = configuration.GetConnectionString("Postgres");
        return string.IsNullOrWhiteSpace(value)
            ? throw new InvalidOperationException(
                $"No database: set {ConnectionVariable} to a PostgreSQL connection string, or start through ./run.sh, which runs one.")
            : WithKeepAlive(value);
    }

    /// <summary>
    /// Has whoever waits for an answer as long as it takes learn within a minute that the network swallows it, unless the
    /// connection string says itself how that is found out.
    /// </summary>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    internal static string WithKeepAlive(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ShouldSerialize("TCP Keepalive") && !settings.ShouldSerialize("TCP Keepalive Time"))
            (settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (KeepAliveSeconds, ProbeSeconds);
        return settings.ConnectionString;
    }

    /// <summary>Brings the schema up to date, or makes it in an empty database. Processes that start at once wait for each other.</summary>
    /// <exception cref="UnusableSchemaException">
    /// It is another program's, another version's, or has lost tables, or a pooler before it allows no transactions; nothing was changed.
    /// </exception>
    public static async Task MigrateAsync(IDbContextFactory<KDiffEDbContext> contexts, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // However short a request may wait, a large table takes its time; 0 is no limit.
        context.Database.SetCommandTimeout(0);
        // EF's own lock ends with each migration, and what another process did in between it does not look at.
        await using var waiting = await contexts.CreateDbContextAsync(cancellationToken);
        var connection = await OpenAsync(waiting, cancellationToken);
        await using var turn = await AdvisoryLock.AcquireAsync(connection, LockKey.Migration, cancellationToken);
        await SchemaInspector.InspectAsync(context, cancellationToken);
        // To migrate nothing takes EF longer than to see that there is nothing.
        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>Refuses a schema that this version cannot work with, and changes nothing; an empty database is none yet, and passes.</summary>
    /// <exception cref="UnusableSchemaException">It is another program's, another version's, or has lost tables, or a pooler before it allows no transactions.</exception>
    public static async Task VerifyAsync(IDbContextFactory<KDiffEDbContext> contexts, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await OpenAsync(context, cancellationToken);
        await SchemaInspector.InspectAsync(context, cancellationToken);
    }

    /// <summary>As <see cref="VerifyAsync"/>, for a database that had the schema before: an empty one has lost it.</summary>
    /// <exception cref="UnusableSchemaException">It is another program's, another version's, or has lost tables.</exception>
    public static async Task VerifyStillThereAsync(IDbContextFactory<KDiffEDbContext> contexts, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await SchemaInspector.InspectAsync(context, cancellationToken))
            throw new UnusableSchemaException("The database is empty: it has none of KDiffE's tables. Restore a backup, or restart to begin anew with it.");
    }

    private static async Task<NpgsqlConnection> OpenAsync(KDiffEDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await Pooler.RequireTransactionsAsync(connection, cancellationToken);
        return connection;
    }
}
