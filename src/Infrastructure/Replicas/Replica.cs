using System.Diagnostics;
using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>A standby of the database that is only read from.</summary>
/// <param name="primary">The server that it follows.</param>
/// <param name="server">The standby.</param>
public sealed class Replica(NpgsqlDataSource primary, ReadServer server)
{
    // Copies of one cluster have the same number, whoever made them.
    private const string Identity = "(select system_identifier from pg_control_system())::text || '/' || current_database()";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    /// <summary>Connections to it.</summary>
    internal ReadServer Server => server;

    /// <summary>Looks whether it can be read from, and how far it is behind. What is wrong with the standby is what was found.</summary>
    /// <param name="wait">How long to wait for it to have everything that the primary has now.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <exception cref="NpgsqlException">The primary does not answer.</exception>
    public async Task<ReplicaLook> LookAsync(TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var (position, identity) = await AskPrimaryAsync(cancellationToken);
        for (var start = Stopwatch.GetTimestamp(); ; await Task.Delay(LookEvery, cancellationToken))
        {
            var look = await LookOnceAsync(position, identity, cancellationToken);
            if (look is { Fault: not null } or { HasAll: true } || Stopwatch.GetElapsedTime(start) >= wait)
                return look;
        }
    }

    private async Task<(string Position, string Identity)> AskPrimaryAsync(CancellationToken cancellationToken)
    {
        await using var command = primary.CreateCommand($"select pg_current_wal_lsn()::text, {Identity}");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetString(0), row.GetString(1));
    }

    private async Task<ReplicaLook> LookOnceAsync(string position, string identity, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Patience);
        try
        {
            // Where the network swallows everything, not even the cancellation comes to an end in time.
            return await Task.Run(() => AskAsync(position, identity, limited.Token), CancellationToken.None).WaitAsync(limited.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ReplicaLook.Faulty($"it does not answer within {Patience.TotalSeconds} s");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return ReplicaLook.Faulty(TransientErrors.Reason(error));
        }
    }

    private async Task<ReplicaLook> AskAsync(string position, string identity, CancellationToken cancellationToken)
    {
        // The time of the last commit that it knows says how far it is behind only while it does not know all.
        await using var command = server.DataSource.CreateCommand(
            $"""
            select {Identity}, pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false),
                   extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::double precision
            """);
        command.Parameters.Add(new() { Value = position });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        if (row.GetString(0) != identity)
            return ReplicaLook.Faulty("it is another database's");
        if (!row.GetBoolean(1))
            return ReplicaLook.Faulty("it is no standby");
        if (row.GetBoolean(2))
            return ReplicaLook.Abreast;
        return ReplicaLook.Behind(row.IsDBNull(3) ? null : TimeSpan.FromSeconds(Math.Max(row.GetDouble(3), 0)));
    }
}
