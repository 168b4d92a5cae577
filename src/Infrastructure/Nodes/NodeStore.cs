using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Nodes;

/// <summary>The processes that work on this database, each by what it says of itself. All times are those of the database's clock.</summary>
public sealed class NodeStore(NpgsqlDataSource dataSource)
{
    /// <summary>How long a process that is not heard of counts as alive: four beats.</summary>
    public static readonly TimeSpan AliveWithin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(1);

    /// <summary>Every process that was heard of within a day and has not taken its leave: APIs, then workers, each the oldest first.</summary>
    public async Task<IReadOnlyList<Node>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(
            """
            select id, kind, host, process_id, version, started_at, last_seen_at, last_seen_at > now() - @alive, snapshot_version, device, run, degraded, traffic
            from nodes where last_seen_at > now() - @known order by kind, started_at, id
            """);
        command.Parameters.AddWithValue("alive", AliveWithin);
        command.Parameters.AddWithValue("known", KnownFor);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var nodes = new List<Node>();
        while (await row.ReadAsync(cancellationToken))
            nodes.Add(Read(row));
        return nodes;
    }

    /// <summary>Says that a process is there and how it is, and forgets those of which nobody has heard for a day.</summary>
    /// <param name="node">The process.</param>
    /// <param name="uptime">How long it has run.</param>
    /// <param name="condition">How it is.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    internal async Task BeatAsync(NodeIdentity node, TimeSpan uptime, NodeCondition condition, CancellationToken cancellationToken)
    {
        // Whoever forgets the same rows at the same moment is not waited for.
        await using var command = dataSource.CreateCommand(
            """
            with forgotten as (
                delete from nodes where id in (select id from nodes where last_seen_at < now() - @known and id <> @id for update skip locked))
            insert into nodes (id, kind, host, process_id, version, started_at, last_seen_at, snapshot_version, device, run, degraded, traffic)
            values (@id, @kind, @host, @process, @version, now() - @uptime, now(), @snapshot, @device, @run, @degraded, @traffic)
            on conflict (id) do update set
                last_seen_at = excluded.last_seen_at, snapshot_version = excluded.snapshot_version, device = excluded.device,
                run = excluded.run, degraded = excluded.degraded, traffic = excluded.traffic
            """);
        command.Parameters.AddWithValue("known", KnownFor);
        command.Parameters.AddWithValue("id", node.Id);
        command.Parameters.AddWithValue("kind", Word(node.Kind));
        command.Parameters.AddWithValue("host", node.Host);
        command.Parameters.AddWithValue("process", node.ProcessId);
        command.Parameters.AddWithValue("version", node.Version);
        command.Parameters.AddWithValue("uptime", uptime);
        Add("snapshot", NpgsqlDbType.Text, condition.SnapshotVersion);
        Add("device", NpgsqlDbType.Text, condition.Device);
        Add("run", NpgsqlDbType.Bigint, condition.Run);
        Add("degraded", NpgsqlDbType.Text, condition.Degraded);
        Add("traffic", NpgsqlDbType.Jsonb, condition.Traffic);
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add(string name, NpgsqlDbType type, object? value) => command.Parameters.Add(new(name, type) { Value = value ?? DBNull.Value });
    }

    /// <summary>Takes leave: the process is not listed any more.</summary>
    internal async Task RemoveAsync(NodeIdentity node, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from nodes where id = @id");
        command.Parameters.AddWithValue("id", node.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Node Read(NpgsqlDataReader row) => new(
        new NodeIdentity(row.GetGuid(0), Enum.Parse<NodeKind>(row.GetString(1), ignoreCase: true), row.GetString(2), row.GetInt32(3), row.GetString(4)),
        row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6), row.GetBoolean(7),
        new NodeCondition(Text(row, 8), Text(row, 9), row.IsDBNull(10) ? null : row.GetInt64(10), Text(row, 11), Text(row, 12)));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string Word(NodeKind kind) => kind == NodeKind.Api ? "api" : "worker";
}
