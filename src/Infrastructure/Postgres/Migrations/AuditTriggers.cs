namespace KDiffE.Infrastructure.Postgres.Migrations;

/// <summary>What keeps entries of the audit log as they were written. It is no lock against whoever owns the table, but against mistakes.</summary>
internal static class AuditTriggers
{
    internal const string Create =
        """
        create function refuse_audit_entries_update() returns trigger language plpgsql as $$
        begin
            raise exception 'entries of the audit log are not changed';
        end $$;
        create trigger refuse_update before update on audit_entries for each row execute function refuse_audit_entries_update();
        """;

    internal const string Drop =
        """
        drop trigger refuse_update on audit_entries;
        drop function refuse_audit_entries_update();
        """;
}
