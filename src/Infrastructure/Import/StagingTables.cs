using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Import;

/// <summary>
/// Streams a folder into temporary tables by COPY, users, items and entities by the number that the reader gave
/// them. The tables vanish with the transaction.
/// </summary>
internal sealed class StagingTables(NpgsqlConnection connection, RecBoleFolder folder, FolderReader reader)
{
    internal const string Create =
        """
        create temp table staged_columns (owner text, name text) on commit drop;
        create temp table staged_users (n integer, key text, attributes jsonb) on commit drop;
        create temp table staged_entities (n integer, key text, attributes jsonb) on commit drop;
        create temp table staged_relations (n integer, key text, attributes jsonb) on commit drop;
        create temp table staged_items (n integer, key text, attributes jsonb, name text, categories text[]) on commit drop;
        create temp table staged_links (item integer, entity integer) on commit drop;
        create temp table staged_triples (n bigint, head integer, relation integer, tail integer) on commit drop;
        create temp table staged_features (modality text, item integer, dim integer, values real[]) on commit drop;
        create temp table staged_interactions (
            n bigint, user_n integer, item_n integer, event_type text, weight double precision, occurred_at timestamptz,
            split smallint, attributes jsonb, line bigint) on commit drop
        """;

    /// <summary>Temporary tables have no statistics unless somebody asks, and the planner then guesses their joins.</summary>
    internal const string Analyze =
        "analyze staged_users, staged_entities, staged_relations, staged_items, staged_links, staged_triples, staged_interactions";

    /// <summary>
    /// A modality has one size: features that would not have that of others, which stay, are taken out. Returns their
    /// modality, their size, the other one and an item that has it.
    /// </summary>
    internal const string RemoveOtherSizes =
        """
        with others as (
            select s.modality, s.dim, min(t.dim) as other, min(i.key) as item
            from (select modality, min(dim) as dim from staged_features group by modality) s
            join item_features t on t.modality = s.modality and t.dim <> s.dim
            join items i on i.id = t.item_id
            where not exists (
                select from staged_features f join staged_items n on n.n = f.item where f.modality = t.modality and n.key = i.key)
            group by s.modality, s.dim
        ), removed as (
            delete from staged_features f using others o where f.modality = o.modality
        )
        select modality, dim, other, item from others order by modality
        """;

    /// <summary>Reads the whole folder, in the order that <see cref="FolderReader"/> asks for.</summary>
    internal void Fill()
    {
        var users = CopyDeclared("users", reader.ReadUsers(), reader.Users);
        var items = CopyDeclaredItems(reader.ReadItems());
        CopyInteractions();
        var entities = CopyDeclared("entities", reader.ReadEntities(), reader.Entities);
        var relations = CopyDeclared("relations", reader.ReadRelations(), reader.Relations);
        CopyLinks();
        CopyTriples();
        CopyFeatures();
        CopyOthers("staged_users", reader.Users, users);
        CopyOthers("staged_items", reader.Items, items);
        CopyOthers("staged_entities", reader.Entities, entities);
        CopyOthers("staged_relations", reader.Relations, relations);
    }

    private void CopyColumns(string table, IEnumerable<string> columns)
    {
        using var copy = Copy("staged_columns");
        foreach (var column in columns)
        {
            copy.StartRow();
            copy.Write(table, NpgsqlDbType.Text);
            copy.Write(column, NpgsqlDbType.Text);
        }

        copy.Complete();
    }

    private int CopyDeclared(string table, Declarations file, Utf8IdIndex keys)
    {
        CopyColumns(table, file.Columns);
        using var copy = Copy($"staged_{table} (n, key, attributes)");
        foreach (var row in file.Rows)
        {
            copy.StartRow();
            copy.Write(row.Index, NpgsqlDbType.Integer);
            copy.Write(keys.Keys[row.Index], NpgsqlDbType.Text);
            copy.Write(row.Attributes, NpgsqlDbType.Jsonb);
        }

        copy.Complete();
        return keys.Keys.Count;
    }

    private int CopyDeclaredItems(Declarations file)
    {
        CopyColumns("items", ItemLabels.WithAlternatives(file.Columns));
        using var copy = Copy("staged_items (n, key, attributes, name, categories)");
        foreach (var row in file.Rows)
        {
            copy.StartRow();
            copy.Write(row.Index, NpgsqlDbType.Integer);
            copy.Write(reader.Items.Keys[row.Index], NpgsqlDbType.Text);
            copy.Write(row.Attributes, NpgsqlDbType.Jsonb);
            WriteText(copy, row.Name);
            if (row.Categories.Length == 0)
                copy.WriteNull();
            else
                copy.Write(row.Categories, NpgsqlDbType.Array | NpgsqlDbType.Text);
        }

        copy.Complete();
        return reader.Items.Keys.Count;
    }

    private void CopyInteractions()
    {
        using var copy = Copy("staged_interactions");
        long n = 0;
        foreach (var row in reader.ReadInteractions())
        {
            copy.StartRow();
            copy.Write(n++, NpgsqlDbType.Bigint);
            copy.Write(row.User, NpgsqlDbType.Integer);
            copy.Write(row.Item, NpgsqlDbType.Integer);
            WriteText(copy, row.EventType);
            if (row.Weight is { } weight)
                copy.Write(weight, NpgsqlDbType.Double);
            else
                copy.WriteNull();
            if (row.Time is { } time)
                copy.Write(DateTime.UnixEpoch.AddMicroseconds(time), NpgsqlDbType.TimestampTz);
            else
                copy.WriteNull();
            if (folder.HasSplit)
                copy.Write((short)StoredSplits.Of(row.Part), NpgsqlDbType.Smallint);
            else
                copy.WriteNull();
            if (row.Attributes.IsEmpty)
                copy.WriteNull();
            else
                copy.Write(row.Attributes, NpgsqlDbType.Jsonb);
            copy.Write(row.Line, NpgsqlDbType.Bigint);
        }

        copy.Complete();
    }

    private void CopyLinks()
    {
        using var copy = Copy("staged_links");
        foreach (var link in reader.ReadLinks())
        {
            copy.StartRow();
            copy.Write(link.Item, NpgsqlDbType.Integer);
            copy.Write(link.Entity, NpgsqlDbType.Integer);
        }

        copy.Complete();
    }

    private void CopyTriples()
    {
        using var copy = Copy("staged_triples");
        long n = 0;
        foreach (var triple in reader.ReadTriples())
        {
            copy.StartRow();
            copy.Write(n++, NpgsqlDbType.Bigint);
            copy.Write(triple.Head, NpgsqlDbType.Integer);
            copy.Write(triple.Relation, NpgsqlDbType.Integer);
            copy.Write(triple.Tail, NpgsqlDbType.Integer);
        }

        copy.Complete();
    }

    private void CopyFeatures()
    {
        using var copy = Copy("staged_features");
        foreach (var feature in reader.ReadFeatures())
        {
            foreach (var row in feature.Rows())
            {
                copy.StartRow();
                copy.Write(feature.Modality, NpgsqlDbType.Text);
                copy.Write(row.Item, NpgsqlDbType.Integer);
                copy.Write(feature.Dim, NpgsqlDbType.Integer);
                copy.Write(row.Values, NpgsqlDbType.Array | NpgsqlDbType.Real);
            }
        }

        copy.Complete();
    }

    /// <summary>Those that came up in interactions, links, triples or features only.</summary>
    private void CopyOthers(string table, Utf8IdIndex keys, int declared)
    {
        using var copy = Copy($"{table} (n, key)");
        for (var n = declared; n < keys.Keys.Count; n++)
        {
            copy.StartRow();
            copy.Write(n, NpgsqlDbType.Integer);
            copy.Write(keys.Keys[n], NpgsqlDbType.Text);
        }

        copy.Complete();
    }

    private NpgsqlBinaryImporter Copy(string target)
    {
        var copy = connection.BeginBinaryImport($"copy {target} from stdin (format binary)");
        copy.Timeout = TimeSpan.Zero;
        return copy;
    }

    private static void WriteText(NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, NpgsqlDbType.Text);
    }
}
