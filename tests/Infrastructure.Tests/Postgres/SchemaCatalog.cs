using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>What PostgreSQL itself says of a schema, line by line.</summary>
internal static class SchemaCatalog
{
    private const string Query =
        """
        select format('column %s.%s %s %s default %s identity %s collation %s', c.relname, a.attname,
                      format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                      pg_get_expr(d.adbin, d.adrelid), a.attidentity, nullif(a.attcollation, t.typcollation))
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and not a.attisdropped
        union all
        select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        from pg_constraint where connamespace = 'public'::regnamespace
        union all
        select indexdef from pg_indexes where schemaname = 'public'
        order by 1
        """;

    /// <summary>Every column, constraint and index, those of the migration history included.</summary>
    internal static Task<List<string>> ReadAsync(PostgresDatabase database) => database.QueryAsync<string>(Query);

    /// <summary>Fails with what one has and the other has not.</summary>
    internal static async Task ShouldBeAsync(PostgresDatabase database, List<string> expected)
    {
        var schema = await ReadAsync(database);
        schema.Except(expected).ShouldBeEmpty("what it has too much");
        expected.Except(schema).ShouldBeEmpty("what it lacks");
    }
}
