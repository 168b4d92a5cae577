using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>
/// The context of <c>dotnet ef</c> and of migration bundles. No database is needed to add a migration or to write a script;
/// otherwise it is that of <see cref="Database.ConnectionVariable"/>, or of the option <c>--connection</c>.
/// </summary>
internal sealed class DesignTimeDbContextFactory : IDesignTimeDbContextFactory<KDiffEDbContext>
{
    /// <inheritdoc/>
    public KDiffEDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<KDiffEDbContext>();
        options.UseNpgsql(Environment.GetEnvironmentVariable(Database.ConnectionVariable)).UseKDiffESchema();
        return new KDiffEDbContext(options.Options);
    }
}
