using Npgsql;

namespace KDiffE.Infrastructure.Import;

/// <summary>
/// Takes the foreign keys off a table that is still empty and sets them again once it is filled: PostgreSQL then
/// checks them all in one join instead of row by row, which halves the time of a first import. It happens inside
/// the import's transaction, so nobody ever sees the table without them.
/// </summary>
internal static class ForeignKeys
{
    /// <summary>Takes them off; returns the statements that set them again, none where the table holds rows.</summary>
    internal static async Task<IReadOnlyList<string>> TakeOffAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        var drop = new List<string>();
        var restore = new List<string>();
        await using (var command = new NpgsqlCommand(
            $"""
            select format('alter table {table} drop constraint %I', conname),
                   format('alter table {table} add constraint %I %s', conname, pg_get_constraintdef(oid))
            from pg_constraint
            where conrelid = '{table}'::regclass and contype = 'f' and not exists (select from {table})
            """, connection))
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                drop.Add(rows.GetString(0));
                restore.Add(rows.GetString(1));
            }
        }

        foreach (var statement in drop)
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return restore;
    }
}
