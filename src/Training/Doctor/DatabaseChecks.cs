using System.Globalization;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Training.Doctor;

/// <summary>The database: whether it answers, whose it is, and what time it has.</summary>
internal static class DatabaseChecks
{
    private const int OldestMajor = 15;
    private const string Begin = "Start the API or a worker, which bring it up to date, or ./run.sh.";

    // Keys expire, and snapshots are found too old, by the clock of whoever looks.
    private static readonly TimeSpan LeastSkew = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WrongSkew = TimeSpan.FromMinutes(1);

    /// <summary>Whether the server answers, takes writes and is new enough.</summary>
    internal static Check Server(Patient patient) => new("database", async cancellation =>
    {
        try
        {
            await using var connection = await patient.Get<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
            await Pooler.RequireTransactionsAsync(connection, cancellation);
            await using var command = new NpgsqlCommand("select pg_is_in_recovery()", connection);
            var standby = await command.ExecuteScalarAsync(cancellation) is true;
            var (version, where) = (connection.PostgreSqlVersion, $"{connection.Database} on {connection.Host}:{connection.Port}");
            if (version.Major < OldestMajor)
                return Finding.Error($"{where} is PostgreSQL {version}.", $"Use PostgreSQL {OldestMajor} or later.");
            if (standby)
                return Finding.Error($"{where} is a standby, which nobody can write to.", $"Name the primary server in {Database.ConnectionVariable}.");
            return await Pooler.IsBetweenAsync(connection, cancellation)
                ? Judge($"{where}, PostgreSQL {version}", new NpgsqlConnectionStringBuilder(connection.ConnectionString).MaxAutoPrepare > 0)
                : Finding.Ok($"{where}, PostgreSQL {version}");
        }
        catch (Exception error) when (Pooler.RefusesSetting(error))
        {
            return Finding.Error($"It refuses the connection: {error.GetBaseException().Message}", $"Leave that out of {Database.ConnectionVariable}, or have the pooler ignore or pass it on: docs/pooler.md.");
        }
        catch (Exception error) when (TransientErrors.IsAway(error))
        {
            return Finding.Error($"It does not answer: {TransientErrors.Reason(error)}", $"Start PostgreSQL, or put {Database.ConnectionVariable} right.");
        }
        catch (PostgresException error)
        {
            return Finding.Error($"It refuses the connection: {error.MessageText}", $"Put user, password and database of {Database.ConnectionVariable} right.");
        }
        catch (UnusableSchemaException error)
        {
            return Finding.Error(error.Message, "Do as it says; docs/pooler.md has more.");
        }
        // None is named, or it is named in words that make no connection string.
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return Finding.Error(error.Message, $"Put {Database.ConnectionVariable} right.");
        }
    });

    /// <summary>Whether the tables are those of this version.</summary>
    internal static Check Schema(Patient patient) => new("schema", async cancellation =>
    {
        var contexts = patient.Get<IDbContextFactory<KDiffEDbContext>>();
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var pending = (await context.Database.GetPendingMigrationsAsync(cancellation)).ToList();
            if (pending.Count == context.Database.GetMigrations().Count())
            {
                await Database.VerifyAsync(contexts, cancellation);
                return Finding.Error("The database is empty.", Begin);
            }

            await Database.VerifyStillThereAsync(contexts, cancellation);
            return pending.Count == 0
                ? Finding.Ok($"up to date, {context.Database.GetMigrations().Last()}")
                : Finding.Error($"It lacks the migrations {string.Join(", ", pending)}.", Begin);
        }
        catch (UnusableSchemaException error)
        {
            return Finding.Error(error.Message, "Do as it says; docs/operations.md, 'The schema', has more.");
        }
    });

    /// <summary>Whether this machine and the server have the same time.</summary>
    internal static Check Clock(Patient patient) => new("clock", async cancellation =>
    {
        await using var connection = await patient.Get<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var before = DateTime.UtcNow;
        var there = (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
        var after = DateTime.UtcNow;
        return Judge(before + ((after - before) / 2) - there);
    });

    /// <summary>What a connection pooler means.</summary>
    /// <param name="server">Which server it stands before.</param>
    /// <param name="prepares">Whether connections keep prepared statements.</param>
    internal static Finding Judge(string server, bool prepares)
    {
        var message = $"{server}, through a connection pooler: an API is not told of new snapshots and looks for them every Snapshots:PollInterval";
        return prepares
            ? Finding.Warning($"{message}. Max Auto Prepare has it keep prepared statements, which another session may not know.", $"Leave it out of {Database.ConnectionVariable}, unless the pooler keeps them too (PgBouncer 1.21 or later with max_prepared_statements).")
            : Finding.Ok(message);
    }

    /// <summary>What a difference between the two clocks means.</summary>
    /// <param name="ahead">How far this machine's is ahead.</param>
    internal static Finding Judge(TimeSpan ahead)
    {
        var (seconds, side) = (ahead.Duration().TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture), ahead > TimeSpan.Zero ? "ahead of" : "behind");
        var message = $"this machine's clock is {seconds} s {side} the database's";
        const string Advice = "Have both machines keep their time by NTP.";
        return ahead.Duration() >= WrongSkew ? Finding.Error(message, Advice)
            : ahead.Duration() >= LeastSkew ? Finding.Warning(message, Advice)
            : Finding.Ok(message);
    }
}
