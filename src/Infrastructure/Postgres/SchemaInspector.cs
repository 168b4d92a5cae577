using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>
/// Compares what a database has with what its record of migrations says that it has, and changes nothing. A database
/// without anything is one that was just made; one with tables of another program, or with only some of ours, is not to
/// be built upon.
/// </summary>
internal static class SchemaInspector
{
    private const string StartAnew = "Restore a backup, or name an empty database in " + Database.ConnectionVariable + " to begin anew.";
    private const int Named = 5;

    // Tables that belong to an extension are nobody's data. The schema 'hangfire' is made after the tables, never before them.
    private const string Columns =
        """
        select c.relname, a.attname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p') and c.relname <> '__EFMigrationsHistory'
        and (c.relnamespace = to_regnamespace(current_schema()) or (c.relnamespace = to_regnamespace('hangfire') and c.relname = 'job'))
        and not exists (select 1 from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
        """;

    /// <summary>Looks at the record of migrations, then at the tables.</summary>
    /// <returns>Whether there are tables; false for an empty database.</returns>
    /// <exception cref="UnusableSchemaException">The database is another program's, another version's, or has lost tables.</exception>
    internal static async Task<bool> InspectAsync(KDiffEDbContext context, CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(context, cancellationToken);
        while (true)
        {
            var present = await ReadAsync(context, cancellationToken);
            if (Judge(context, applied, present) is not { } refusal)
                return present.Count > 0;
            // Another process may have migrated it in between.
            var again = await AppliedAsync(context, cancellationToken);
            if (again.SequenceEqual(applied, StringComparer.Ordinal))
                throw refusal;
            applied = again;
        }
    }

    private static async Task<List<string>> AppliedAsync(KDiffEDbContext context, CancellationToken cancellationToken) =>
        [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken)];

    private static UnusableSchemaException? Judge(KDiffEDbContext context, List<string> applied, Dictionary<string, HashSet<string>> present)
    {
        if (applied.Count == 0)
            return present.Count == 0 ? null : Foreign(context, present);
        var expected = Expected(context, applied[^1]);
        var missing = expected.Keys.Except(present.Keys, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            return Wiped(missing, expected.Count);
        return expected.SelectMany(table => table.Value.Except(present[table.Key], StringComparer.Ordinal).Select(column => Changed(table.Key, column)))
            .FirstOrDefault();
    }

    private static async Task<Dictionary<string, HashSet<string>>> ReadAsync(KDiffEDbContext context, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Columns, (NpgsqlConnection)context.Database.GetDbConnection());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!tables.TryGetValue(reader.GetString(0), out var columns))
                tables[reader.GetString(0)] = columns = new(StringComparer.Ordinal);
            columns.Add(reader.GetString(1));
        }

        return tables;
    }

    /// <summary>The tables of the model as it was at a migration, with their columns.</summary>
    private static Dictionary<string, List<string>> Expected(KDiffEDbContext context, string migration)
    {
        var assembly = context.GetService<IMigrationsAssembly>();
        // The newest is what this program looks for all the time, and has at hand.
        var model = migration == assembly.Migrations.Last().Key
            ? context.Model
            : assembly.CreateMigration(assembly.Migrations[migration], context.Database.ProviderName!).TargetModel;
        return model.GetEntityTypes().ToDictionary(
            entity => entity.GetTableName()!, entity => entity.GetProperties().Select(property => property.GetColumnName()).ToList(), StringComparer.Ordinal);
    }

    private static UnusableSchemaException Foreign(KDiffEDbContext context, Dictionary<string, HashSet<string>> present)
    {
        var ours = context.Model.GetEntityTypes().Select(entity => entity.GetTableName()!).Intersect(present.Keys, StringComparer.Ordinal).ToList();
        return new UnusableSchemaException(
            ours.Count > 0
                ? $"The database has {List(ours)}, but no record that KDiffE made {(ours.Count == 1 ? "it" : "them")}: another program did, or the record was lost; nothing was changed. {StartAnew}"
                : $"The database has {List([.. present.Keys])} and none of KDiffE's: it is another program's, or KDiffE's tables were dropped from it; nothing was changed. {StartAnew}");
    }

    private static UnusableSchemaException Wiped(List<string> missing, int expected) => new(
        missing.Count == expected
            ? $"The database has lost all of KDiffE's tables, of which its record of migrations still speaks; nothing was changed. {StartAnew}"
            : $"The database has lost {List(missing)}, of which its record of migrations still speaks; nothing was changed. {StartAnew}");

    private static UnusableSchemaException Changed(string table, string column) => new(
        $"The table {table} of the database has no column {column}, which its record of migrations says it has: it is another program's, or was changed by hand; nothing was changed. {StartAnew}");

    private static string List(List<string> tables)
    {
        tables.Sort(StringComparer.Ordinal);
        var more = tables.Count - Named;
        return (tables.Count == 1 ? "the table " : "the tables ") + string.Join(", ", tables.Take(Named)) + (more > 0 ? $" and {more} more" : "");
    }
}
