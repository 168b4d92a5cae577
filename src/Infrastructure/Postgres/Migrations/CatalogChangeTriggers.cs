namespace KDiffE.Infrastructure.Postgres.Migrations;

/// <summary>
/// What writes the log of changes: once a statement, so that a bulk write pays for its users and not for its rows, and
/// whatever the statement came from.
/// </summary>
internal static class CatalogChangeTriggers
{
    internal const string Create =
        """
        create function note_interactions() returns trigger language plpgsql set search_path from current as $$
        begin
            insert into catalog_changes (kind, user_id)
            select distinct case tg_op when 'DELETE' then 2 else 1 end, user_id from changed;
            return null;
        end $$;
        create trigger note_insert after insert on interactions referencing new table as changed for each statement execute function note_interactions();
        create trigger note_update after update on interactions referencing new table as changed for each statement execute function note_interactions();
        create trigger note_delete after delete on interactions referencing old table as changed for each statement execute function note_interactions();

        create function note_items() returns trigger language plpgsql set search_path from current as $$
        begin
            insert into catalog_changes (kind, item_key) select case tg_op when 'DELETE' then 6 else 3 end, key from changed;
            return null;
        end $$;
        create trigger note_insert after insert on items referencing new table as changed for each statement execute function note_items();
        create trigger note_update after update on items referencing new table as changed for each statement execute function note_items();
        create trigger note_delete after delete on items referencing old table as changed for each statement execute function note_items();

        create function note_graph() returns trigger language plpgsql set search_path from current as $$
        begin
            insert into catalog_changes (kind) values (4);
            return null;
        end $$;
        create trigger note_graph after insert or update or delete on kg_triples for each statement execute function note_graph();
        create trigger note_graph after update on entities for each statement execute function note_graph();
        create trigger note_graph after update of entity_id on items for each statement execute function note_graph();

        create function note_erased_users() returns trigger language plpgsql set search_path from current as $$
        begin
            insert into catalog_changes (kind, user_hash) select 5, sha256(convert_to(key, 'UTF8')) from changed;
            return null;
        end $$;
        create trigger note_delete after delete on users referencing old table as changed for each statement execute function note_erased_users();
        """;

    internal const string Drop =
        """
        drop trigger note_insert on interactions;
        drop trigger note_update on interactions;
        drop trigger note_delete on interactions;
        drop trigger note_insert on items;
        drop trigger note_update on items;
        drop trigger note_delete on items;
        drop trigger note_graph on kg_triples;
        drop trigger note_graph on entities;
        drop trigger note_graph on items;
        drop trigger note_delete on users;
        drop function note_interactions();
        drop function note_items();
        drop function note_graph();
        drop function note_erased_users();
        """;
}
