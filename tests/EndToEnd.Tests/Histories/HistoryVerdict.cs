using System.Globalization;
using Npgsql;

namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>Judges a history by what the database has in the end.</summary>
internal static class HistoryVerdict
{
    /// <summary>How the API calls the idempotency key of a request.</summary>
    private const string KeyPrefix = "request ";

    /// <summary>The register that says <c>true</c> of an item while it is hidden, and has no value otherwise.</summary>
    public const string Hidden = "hidden";

    /// <summary>What is wrong; nothing may be under way any more, and no others may have written to what clients of the history wrote to.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(History history, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var owners = history.Writes.Select(write => write.Register.Owner).Distinct().ToArray();
        var events = await ReadAsync(
            database, "select u.key, i.key || ' ' || extract(epoch from n.occurred_at)::bigint, n.weight::text from interactions n join users u on u.id = n.user_id join items i on i.id = n.item_id where u.key = any ($1)",
            owners, row => (new Register(row.GetString(0), row.GetString(1)), Value: row.GetString(2)), cancellationToken);
        var items = await ReadAsync(
            database, "select key, 'true' from items where hidden and key = any ($1)",
            history.Writes.Where(write => write.Register.Name == Hidden).Select(write => write.Register.Owner).Distinct().ToArray(),
            row => (new Register(row.GetString(0), Hidden), Value: row.GetString(1)), cancellationToken);
        var runs = await ReadAsync(
            database, "select id, substr(idempotency_key, length($1) + 1) from training_runs where starts_with(idempotency_key, $1)",
            KeyPrefix, row => (row.GetInt64(0), row.GetString(1)), cancellationToken);
        return
        [
            .. RegisterCheck.Problems(history.Writes, history.Reads, events.Concat(items).ToLookup(row => row.Item1, row => row.Value)),
            .. RunCheck.TriggerProblems(history.Triggers, runs),
            .. RunCheck.StateProblems(await StateJournal.ReadAsync(database, "run", cancellationToken)),
            .. SnapshotCheck.Problems(await StateJournal.ReadAsync(database, "snapshot", cancellationToken)),
        ];
    }

    /// <summary>The register of an event.</summary>
    /// <param name="user">The user.</param>
    /// <param name="item">The item.</param>
    /// <param name="at">When it happened, in seconds of Unix time.</param>
    public static Register EventOf(string user, string item, long at) => new(user, string.Create(CultureInfo.InvariantCulture, $"{item} {at}"));

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource database, string sql, object parameter, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
