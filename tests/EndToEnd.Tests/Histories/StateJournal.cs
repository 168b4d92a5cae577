using Npgsql;

namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>
/// Has the database write down every state that runs and snapshots come to, with the transaction and the process: triggers of the test's
/// own, in a schema of their own, which no code of the service can pass by.
/// </summary>
internal static class StateJournal
{
    /// <summary>Begins.</summary>
    public static async Task InstallAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            create schema journal;
            create table journal.changes (
                number bigserial primary key, transaction bigint not null default pg_current_xact_id()::text::bigint,
                writer text not null default current_setting('application_name'), kind text not null, id text not null, was text, becomes text, lease text, cancelled bool not null default false);
            create function journal.run() returns trigger language plpgsql as $$ begin
                insert into journal.changes (kind, id, was, becomes, lease, cancelled)
                values ('run', new.id, case tg_op when 'UPDATE' then old.state end, new.state, new.lease, case tg_op when 'UPDATE' then old.cancel_requested else false end);
                return null; end $$;
            create function journal.snapshot() returns trigger language plpgsql as $$ begin
                insert into journal.changes (kind, id, was, becomes)
                values ('snapshot', case tg_op when 'DELETE' then old.version else new.version end, case tg_op when 'INSERT' then null else old.state end, case tg_op when 'DELETE' then null else new.state end);
                return null; end $$;
            create trigger journal_new after insert on training_runs for each row execute function journal.run();
            create trigger journal_changed after update on training_runs for each row
                when ((old.state, old.lease) is distinct from (new.state, new.lease)) execute function journal.run();
            create trigger journal_new after insert or delete on snapshots for each row execute function journal.snapshot();
            create trigger journal_changed after update on snapshots for each row when (old.state is distinct from new.state) execute function journal.snapshot();
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What was written down, in its order.</summary>
    /// <param name="database">The database.</param>
    /// <param name="kind"><c>run</c> or <c>snapshot</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<StateChange>> ReadAsync(NpgsqlDataSource database, string kind, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select transaction, writer, id, was, becomes, lease, cancelled from journal.changes where kind = $1 order by number");
        command.Parameters.AddWithValue(kind);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<StateChange>();
        while (await reader.ReadAsync(cancellationToken))
            changes.Add(new StateChange(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Text(3), Text(4), Text(5), reader.GetBoolean(6)));
        return changes;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
