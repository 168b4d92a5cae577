using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>
/// Rows on their way into the tables, for statements to read from <c>{From}</c>: those that a bulk write staged, or a few
/// that go along as JSON. Each has its fields as columns, and its number as <c>n</c>; of rows about one thing the last counts.
/// </summary>
internal sealed class RowSource
{
    /// <summary>The temporary table of a bulk write.</summary>
    internal const string Staged = "staged";

    private readonly NpgsqlConnection _connection;
    private readonly string? _json;
    private readonly int? _commandTimeout;

    private RowSource(NpgsqlConnection connection, string from, string? json, int? commandTimeout) =>
        (_connection, From, _json, _commandTimeout) = (connection, from, json, commandTimeout);

    /// <summary>What stands behind <c>from</c>; its alias is <c>staged</c>.</summary>
    internal string From { get; }

    /// <summary>The rows of the temporary table; statements over them take the time that they take.</summary>
    internal static RowSource OfStaged(NpgsqlConnection connection) => new(connection, Staged, json: null, commandTimeout: 0);

    /// <summary>A few rows.</summary>
    internal static RowSource Of<T>(NpgsqlConnection connection, RowKind<T> kind, IReadOnlyList<T> rows)
        where T : class, IFields<T> => new(
        connection,
        $"""
        rows from (jsonb_to_recordset(@rows) as ({string.Join(", ", kind.Fields.Select(field => $"\"{field.Name}\" {field.SqlType}"))}))
        with ordinality as {Staged} ({string.Join(", ", kind.Fields.Select(field => $"\"{field.Name}\""))}, n)
        """,
        JsonSerializer.Serialize(rows, kind.JsonOfList),
        commandTimeout: null);

    /// <summary>Inserts rows, or updates those whose keys are there.</summary>
    /// <param name="upsert">An <c>insert</c> up to its <c>on conflict … do update … where</c>.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    internal async Task<MergeCounts> UpsertAsync(string upsert, CancellationToken cancellationToken)
    {
        // xmax is 0 in a row that is new.
        await using var command = Command(
            $"""
            with written as ({upsert} returning xmax = 0 as inserted)
            select count(*) filter (where inserted), count(*) filter (where not inserted) from written
            """);
        await using var counts = await command.ExecuteReaderAsync(cancellationToken);
        await counts.ReadAsync(cancellationToken);
        return new MergeCounts(counts.GetInt64(0), counts.GetInt64(1));
    }

    /// <summary>Creates the rows that others refer to and that are not there yet, and keeps all of them from being deleted meanwhile.</summary>
    /// <param name="table">Their table.</param>
    /// <param name="fields">The fields that hold their external ids.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    internal async Task EnsureAsync(string table, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var named = string.Join(" union ", fields.Select(field => $"select \"{field}\" as key from {From} where \"{field}\" is not null"));
        // One that somebody else creates at the same moment is neither ours nor to be seen yet.
        long missing;
        do
        {
            await using var command = Command(
                $"""
                with named as materialized ({named}),
                present as materialized (select t.key from {table} t join named using (key) order by t.key for key share of t),
                created as (
                    insert into {table} (key)
                    select key from named where not exists (select from present where present.key = named.key)
                    order by key on conflict (key) do nothing returning key)
                select (select count(*) from named) - (select count(*) from present) - (select count(*) from created)
                """);
            missing = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        while (missing > 0);
    }

    internal NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, _connection);
        if (_commandTimeout is { } seconds)
            command.CommandTimeout = seconds;
        if (_json is not null)
            command.Parameters.Add(new("rows", NpgsqlDbType.Jsonb) { Value = _json });
        return command;
    }
}
