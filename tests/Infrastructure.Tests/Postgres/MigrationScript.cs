using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>What <c>dotnet ef migrations script --idempotent</c> writes, as a file that goes with the test.</summary>
internal sealed class MigrationScript : IDisposable
{
    internal string File { get; } = Path.GetTempFileName();

    internal MigrationScript()
    {
        using var context = new DesignTimeDbContextFactory().CreateDbContext([]);
        System.IO.File.WriteAllText(File, context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent));
    }

    public void Dispose() => System.IO.File.Delete(File);
}
