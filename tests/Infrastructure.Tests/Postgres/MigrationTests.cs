using KDiffE.Infrastructure.Postgres;
using KDiffE.Tests.Shared;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Postgres;

public sealed class MigrationTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private const string Structure =
        """
        select format('column %s.%s %s %s default %s identity %s collation %s', c.relname, a.attname,
                      format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                      pg_get_expr(d.adbin, d.adrelid), a.attidentity, nullif(a.attcollation, t.typcollation))
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = '{0}'::regnamespace
        join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and c.relname <> '__EFMigrationsHistory'
        union all
        select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        from pg_constraint where connamespace = '{0}'::regnamespace and conrelid::regclass::text not like '%EFMigrations%'
        union all
        select indexdef from pg_indexes where schemaname = '{0}' and tablename not like '\_\_EF%'
        order by 1
        """;

    [Fact]
    public async Task TheModelDescribesTheMigratedDatabaseToTheLastIndex()
    {
        await using var context = KDiffEDbContext.Open(database.DataSource);
        var migrated = await StructureAsync(database.DataSource);

        // The same database again, made by EF from its model.
        var other = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        other.Database += "_model";
        await using (var source = NpgsqlDataSource.Create(other.ConnectionString))
        {
            await using var model = KDiffEDbContext.Open(source);
            await model.Database.EnsureCreatedAsync(Cancellation);
            try
            {
                var modelled = await StructureAsync(source);
                migrated.Except(modelled).ShouldBeEmpty("what the model lacks");
                modelled.Except(migrated).ShouldBeEmpty("what the migrations lack");
            }
            finally
            {
                await model.Database.EnsureDeletedAsync(CancellationToken.None);
            }
        }

        migrated.Count.ShouldBeGreaterThan(80);
    }

    [Fact]
    public async Task ProcessesThatStartAtOnceMigrateOnce()
    {
        await database.ExecuteAsync("drop schema public cascade; create schema public");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Database.MigrateAsync(database.DataSource, Cancellation)));

        (await database.QueryAsync<long>("select count(*) from \"__EFMigrationsHistory\"")).ShouldBe([4]);
        (await database.QueryAsync<long>("select count(*) from interactions")).ShouldBe([0]);
    }

    [Fact]
    public void AMissingConnectionStringIsNamed()
    {
        var empty = new Microsoft.Extensions.Configuration.ConfigurationManager();

        Should.Throw<InvalidOperationException>(() => Database.ConnectionString(empty))
            .Message.ShouldContain("ConnectionStrings__Postgres");
    }

    private static async Task<List<string>> StructureAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(Structure.Replace("{0}", "public", StringComparison.Ordinal));
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var lines = new List<string>();
        while (await reader.ReadAsync(Cancellation))
            lines.Add(reader.GetString(0));
        return lines;
    }
}
