using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Registers the database in a service container.</summary>
internal static class PostgresServices
{
    private static readonly AbandonedTransactions Abandoned = new();

    /// <summary>
    /// Adds the data source and pooled EF contexts over it, for <c>ConnectionStrings:Postgres</c>, which is read when the
    /// first of them is asked for.
    /// </summary>
    internal static IServiceCollection AddPostgres(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(_ => NpgsqlDataSource.Create(Database.ConnectionString(configuration)))
        .AddPooledDbContextFactory<KDiffEDbContext>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).UseKDiffESchema());

    /// <summary>How the model is named in the database, how its migrations are recorded there, and how long its transactions may be silent.</summary>
    internal static DbContextOptionsBuilder UseKDiffESchema(this DbContextOptionsBuilder options) =>
        options.UseSnakeCaseNamingConvention().ReplaceService<IHistoryRepository, MigrationHistory>().AddInterceptors(Abandoned);
}
