using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Catalogues;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary>The configuration of the command line, which is environment variables and files of secrets, and the services that stand on it.</summary>
internal static class CommandServices
{
    /// <summary>Services over the configured database, for commands that read what is there.</summary>
    /// <exception cref="InvalidOperationException">None is configured, it does not answer, or it is another version's or another program's.</exception>
    internal static Task<ServiceProvider> OpenDatabaseAsync(CancellationToken cancellation) => OpenAsync(Database.VerifyAsync, cancellation);

    /// <summary>Services over the configured database, whose schema is up to date then.</summary>
    /// <exception cref="InvalidOperationException">None is configured, it does not answer, or it is another version's or another program's.</exception>
    internal static Task<ServiceProvider> OpenMigratedDatabaseAsync(CancellationToken cancellation) => OpenAsync(Database.MigrateAsync, cancellation);

    /// <summary>Environment variables, and the files that they name, of the catalogue that they choose.</summary>
    /// <exception cref="InvalidOperationException">The files cannot be read.</exception>
    internal static IConfiguration Configuration() => new ConfigurationBuilder().AddEnvironmentVariables().AddSecretFiles().UseCatalogue().Build();

    private static async Task<ServiceProvider> OpenAsync(
        Func<IDbContextFactory<KDiffEDbContext>, CancellationToken, Task> prepare, CancellationToken cancellation)
    {
        var services = new ServiceCollection().AddInfrastructure(Configuration()).BuildServiceProvider();
        try
        {
            await prepare(services.GetRequiredService<IDbContextFactory<KDiffEDbContext>>(), cancellation);
            return services;
        }
        catch (Exception error)
        {
            await services.DisposeAsync();
            if (TransientErrors.IsAway(error))
                throw new InvalidOperationException($"The database of {Database.ConnectionVariable} does not answer: {TransientErrors.Reason(error)}", error);
            throw;
        }
    }
}
