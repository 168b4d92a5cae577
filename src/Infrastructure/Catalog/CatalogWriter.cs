using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Writes rows one by one, or a few at once. What has returned is stored.</summary>
public sealed class CatalogWriter(ShortTransactions transactions)
{
    /// <summary>Creates rows or puts them in the place of those that are there, all of them or none.</summary>
    /// <exception cref="InvalidFieldException">A row breaks a rule, or does not fit what is stored.</exception>
    /// <exception cref="BusyRowsException">Others held the rows.</exception>
    public Task<MergeCounts> PutAsync<T>(RowKind<T> kind, IReadOnlyList<T> rows, CancellationToken cancellationToken = default)
        where T : class, IFields<T>
    {
        var sound = Checked(rows);
        return transactions.RunAsync(connection => PutAsync(connection, kind, sound, cancellationToken), cancellationToken);
    }

    /// <summary>Changes fields of a row, by RFC 7396.</summary>
    /// <param name="kind">The kind of the row.</param>
    /// <param name="id">Its external id.</param>
    /// <param name="patch">What a JSON merge patch says: members to set, null for those to clear.</param>
    /// <param name="cancellationToken">Stops the write; nothing of it stays.</param>
    /// <returns>Whether there is such a row.</returns>
    /// <exception cref="InvalidFieldException">What comes out breaks a rule.</exception>
    /// <exception cref="BusyRowsException">Others held the row.</exception>
    public Task<bool> PatchAsync<T>(KeyedKind<T> kind, string id, JsonElement patch, CancellationToken cancellationToken = default)
        where T : class, IKeyedFields<T>
    {
        var members = JsonObject.Create(FieldRules.Object(field: null, patch));
        return transactions.RunAsync(async connection =>
        {
            await using var select = Command(connection, kind.SelectForUpdate, ("id", id));
            if (await select.ExecuteScalarAsync(cancellationToken) is not string stored)
                return false;
            var patched = MergePatch.Apply(JsonNode.Parse(stored), members)!.ToJsonString();
            var row = kind.Parse(Encoding.UTF8.GetBytes(patched)).Checked();
            if (row.Id != id)
                throw new InvalidFieldException("id", "cannot be changed");
            await PutAsync(connection, kind, [row], cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>Deletes a row and all that there is only with it: a user's and an item's interactions, an item's features, an entity's and a relation's triples.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BusyRowsException">Others held the row.</exception>
    public async Task<bool> DeleteAsync<T>(KeyedKind<T> kind, string id, CancellationToken cancellationToken = default)
        where T : class, IKeyedFields<T> => await ExecuteAsync(kind.Delete, cancellationToken, ("id", id)) > 0;

    /// <summary>Deletes what a user did with an item.</summary>
    /// <param name="user">The user's external id.</param>
    /// <param name="item">The item's.</param>
    /// <param name="eventType">The kind of event; null for all of them.</param>
    /// <param name="occurredAt">When it happened; null for whenever.</param>
    /// <param name="cancellationToken">Stops the write; nothing of it stays.</param>
    /// <returns>How many events that was.</returns>
    /// <exception cref="BusyRowsException">Others held the rows.</exception>
    /// <exception cref="InvalidFieldException">An id is missing or none.</exception>
    public Task<int> DeleteInteractionsAsync(
        string? user, string? item, string? eventType, DateTimeOffset? occurredAt, CancellationToken cancellationToken = default) =>
        ExecuteAsync(
            """
            delete from interactions t using users u, items i
            where u.key = @user and i.key = @item and t.user_id = u.id and t.item_id = i.id
                and (@type::text is null or t.event_type = @type) and (@time::timestamptz is null or t.occurred_at = @time)
            """, cancellationToken, ("user", FieldRules.Id("user", user)), ("item", FieldRules.Id("item", item)),
            ("type", FieldRules.Text("eventType", eventType)), ("time", FieldRules.Time("occurredAt", occurredAt)));

    /// <summary>Deletes a triple.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BusyRowsException">Others held the row.</exception>
    /// <exception cref="InvalidFieldException">An id is missing or none.</exception>
    public async Task<bool> DeleteTripleAsync(string? head, string? relation, string? tail, CancellationToken cancellationToken = default) =>
        await ExecuteAsync(
            """
            delete from kg_triples t using entities head, relations relation, entities tail
            where head.key = @head and relation.key = @relation and tail.key = @tail
                and t.head_id = head.id and t.relation_id = relation.id and t.tail_id = tail.id
            """, cancellationToken, ("head", FieldRules.Id("head", head)), ("relation", FieldRules.Id("relation", relation)),
            ("tail", FieldRules.Id("tail", tail))) > 0;

    /// <summary>Deletes an item's feature of one modality.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BusyRowsException">Others held the row.</exception>
    public async Task<bool> DeleteFeatureAsync(string item, string modality, CancellationToken cancellationToken = default) =>
        await ExecuteAsync(
            "delete from item_features t using items i where i.key = @item and t.item_id = i.id and t.modality = @modality",
            cancellationToken, ("item", item), ("modality", FieldRules.Modality("modality", modality))) > 0;

    private static async Task<MergeCounts> PutAsync<T>(
        NpgsqlConnection connection, RowKind<T> kind, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class, IFields<T>
    {
        if (kind.TakesTurns)
        {
            await using var turn = new NpgsqlCommand(
                $"select pg_advisory_xact_lock_shared({LockKey.Import}), pg_advisory_xact_lock({LockKey.Features})", connection);
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        var source = RowSource.Of(connection, kind, rows);
        var refusals = await kind.RefuseAsync(source, cancellationToken);
        if (refusals.Count > 0)
            throw new InvalidFieldException(refusals[0].Field, refusals[0].Reason);
        return await kind.MergeAsync(source, cancellationToken);
    }

    private static List<T> Checked<T>(IReadOnlyList<T> rows)
        where T : class, IFields<T>
    {
        var sound = new List<T>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                sound.Add(row.Checked());
            }
            catch (InvalidFieldException error) when (rows.Count > 1)
            {
                throw error.InRow(sound.Count);
            }
        }

        return sound;
    }

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        transactions.RunAsync(async connection =>
        {
            await using var command = Command(connection, sql, parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
