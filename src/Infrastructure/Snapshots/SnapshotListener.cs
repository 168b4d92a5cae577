using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Listens to what <see cref="SnapshotCatalog"/> says on its channel: that the use of a snapshot has changed.</summary>
public sealed partial class SnapshotListener(NpgsqlDataSource dataSource, ILogger<SnapshotListener> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Yields the version of each snapshot whose use changes, the latest where several change at once, and null whenever
    /// it has connected: then the catalogue may have changed unheard. Connects again when the connection is lost. Ends where
    /// a connection pooler is between, which does not keep a session to listen on: whoever listens has to look.
    /// </summary>
    public async IAsyncEnumerable<string?> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Only the newest version matters to whoever is still busy with an older one.
        var versions = Channel.CreateBounded<string?>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = PumpAsync(versions.Writer, stop.Token);
        try
        {
            await foreach (var version in versions.Reader.ReadAllAsync(cancellationToken))
                yield return version;
        }
        finally
        {
            await stop.CancelAsync();
            await pump;
        }
    }

    private async Task PumpAsync(ChannelWriter<string?> versions, CancellationToken cancellationToken)
    {
        var lost = false;
        try
        {
            while (true)
            {
                try
                {
                    await ForwardAsync(versions, Connected, cancellationToken);
                    versions.Complete();
                    return;
                }
                // EF wraps a lost connection in exceptions of its own, so only a stop is told apart.
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    if (!lost)
                        LogLost(error, Pause.TotalSeconds);
                    lost = true;
                    await Task.Delay(Pause, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException error)
        {
            versions.TryComplete(error);
        }

        // One line when the connection goes and one when it is back, not one per attempt.
        void Connected()
        {
            if (lost)
                LogBack();
            lost = false;
        }
    }

    /// <summary>Ends at once where there is a pooler, and else with an exception alone.</summary>
    private async Task ForwardAsync(ChannelWriter<string?> versions, Action connected, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await Pooler.IsBetweenAsync(connection, cancellationToken))
        {
            connected();
            return;
        }

        connection.Notification += (_, notification) => versions.TryWrite(notification.Payload);
        await using (var listen = new NpgsqlCommand("listen " + SnapshotCatalog.Channel, connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        connected();
        versions.TryWrite(null);
        while (true)
            await connection.WaitAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Lost the connection that tells of new snapshots; trying again every {Seconds} s.")]
    private partial void LogLost(Exception error, double seconds);

    [LoggerMessage(LogLevel.Information, "The connection that tells of new snapshots is back.")]
    private partial void LogBack();
}
