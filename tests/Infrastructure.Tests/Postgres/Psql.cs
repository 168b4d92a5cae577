using System.Diagnostics;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>PostgreSQL's own client, for what administrators do with it.</summary>
internal static class Psql
{
    /// <summary>Replaces everything in the database by a dump.</summary>
    internal static async Task RestoreAsync(PostgresDatabase database, string dump)
    {
        await database.ExecuteAsync("drop schema public cascade; create schema public");
        await RunAsync(database, Path.Combine(AppContext.BaseDirectory, "Postgres", dump));
    }

    /// <summary>Runs a file of SQL to its end, or fails with the first error.</summary>
    internal static async Task RunAsync(PostgresDatabase database, string file)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var start = new ProcessStartInfo("psql", ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file", file])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = connection.Host;
        start.Environment["PGPORT"] = connection.Port.ToString();
        start.Environment["PGUSER"] = connection.Username;
        start.Environment["PGPASSWORD"] = connection.Password;
        start.Environment["PGDATABASE"] = connection.Database;
        using var psql = Process.Start(start)!;
        var errors = await psql.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await psql.WaitForExitAsync(TestContext.Current.CancellationToken);
        psql.ExitCode.ShouldBe(0, errors);
        // The connections of before know other tables.
        NpgsqlConnection.ClearAllPools();
    }
}
