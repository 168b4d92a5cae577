using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace KDiffE.Training.Commands;

/// <summary>The configuration of the command line: environment variables, as the API reads them.</summary>
internal static class ServiceConfiguration
{
    internal static IConfiguration Read() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    /// <summary>The configured database.</summary>
    /// <exception cref="InvalidOperationException">None is configured.</exception>
    internal static NpgsqlDataSource OpenDatabase() => NpgsqlDataSource.Create(Database.ConnectionString(Read()));
}
