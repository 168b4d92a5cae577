using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Prune;

/// <summary>Takes rows out of the database that are of no use any more, in one transaction.</summary>
public sealed class CatalogPruning(NpgsqlDataSource dataSource)
{
    private static readonly (string Table, string Condition)[] Orphans =
    [
        ("users", "attributes is null and not exists (select from interactions x where x.user_id = t.id)"),
        ("items",
            """
            attributes is null and entity_id is null
            and not exists (select from interactions x where x.item_id = t.id)
            and not exists (select from item_features f where f.item_id = t.id)
            """),
        ("entities",
            """
            attributes is null
            and not exists (select from kg_triples k where k.head_id = t.id)
            and not exists (select from kg_triples k where k.tail_id = t.id)
            and not exists (select from items i where i.entity_id = t.id)
            """),
        ("relations", "attributes is null and not exists (select from kg_triples k where k.relation_id = t.id)"),
    ];

    /// <summary>Deletes and counts; a dry run counts what it deletes and then takes it back.</summary>
    /// <param name="request">What is to go.</param>
    /// <param name="commit">Whether it really goes.</param>
    /// <param name="cancellationToken">Stops the work; nothing is gone then.</param>
    public async Task<PruneReport> PruneAsync(PruneRequest request, bool commit, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(SessionSettings.Bulk);
        await ExecuteAsync($"select pg_advisory_xact_lock({LockKey.Import})");
        var tables = new List<PrunedTable>();
        if (request.Before is { } before)
            await DeleteAsync("interactions", "occurred_at < $1", before.ToUniversalTime());
        if (request.Features is { } modality)
            await DeleteAsync("item_features", "modality = $1", modality);
        foreach (var (table, condition) in request.Orphans ? Orphans : [])
            await DeleteAsync(table, condition);
        if (commit)
            await transaction.CommitAsync(cancellationToken);
        return new PruneReport(tables, commit);

        async Task DeleteAsync(string table, string condition, params object[] parameters)
        {
            var deleted = await ExecuteAsync($"delete from {table} t where {condition}", parameters);
            await using var count = new NpgsqlCommand($"select count(*) from {table}", connection) { CommandTimeout = 0 };
            tables.Add(new PrunedTable(table, deleted, (long)(await count.ExecuteScalarAsync(cancellationToken))!));
        }

        async Task<int> ExecuteAsync(string sql, params object[] parameters)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            foreach (var parameter in parameters)
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
