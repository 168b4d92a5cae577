using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Api.Http;

/// <summary>How long a request waits for a database that does not answer, be it hung or a table locked.</summary>
internal static class DatabaseLimits
{
    private const int Seconds = 5;
    private const int CancellationMilliseconds = 500;

    /// <summary>
    /// Limits each wait of this process, for a connection and for the answer to a command, unless the connection string says
    /// how long. Migrations take the time that they take.
    /// </summary>
    public static void AddDatabaseLimits(this WebApplicationBuilder builder) => builder.Services.AddSingleton(_ =>
    {
        var connection = new NpgsqlConnectionStringBuilder(Database.ConnectionString(builder.Configuration));
        if (!connection.ShouldSerialize("Timeout"))
            connection.Timeout = Seconds;
        if (!connection.ShouldSerialize("Command Timeout"))
            connection.CommandTimeout = Seconds;
        // A server that hangs does not answer that it has stopped either.
        if (!connection.ShouldSerialize("Cancellation Timeout"))
            connection.CancellationTimeout = CancellationMilliseconds;
        return NpgsqlDataSource.Create(connection);
    });
}
