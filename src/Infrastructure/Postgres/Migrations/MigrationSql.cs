using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KDiffE.Infrastructure.Postgres.Migrations;

/// <summary>Reads the SQL file that stands beside a migration and bears its id.</summary>
internal static class MigrationSql
{
    internal static string Read(Migration migration)
    {
        var id = migration.GetType().GetCustomAttribute<MigrationAttribute>()!.Id;
        using var stream = typeof(MigrationSql).Assembly.GetManifestResourceStream(id + ".sql")
            ?? throw new InvalidOperationException($"The SQL of migration {id} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
