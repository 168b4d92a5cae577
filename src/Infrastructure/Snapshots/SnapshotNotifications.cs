using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Tells when another snapshot has become active.</summary>
public sealed partial class SnapshotNotifications(
    NpgsqlDataSource dataSource, SnapshotCatalog catalog, ILogger<SnapshotNotifications> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Yields the version of the active snapshot: the present one first, then each that becomes active. Connects
    /// again when the connection is lost and looks at the catalogue every half minute, so that none is missed; the
    /// same version may come more than once.
    /// </summary>
    public async IAsyncEnumerable<string> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Only the newest version matters to whoever is still busy with an older one.
        var versions = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
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

    private async Task PumpAsync(ChannelWriter<string> versions, CancellationToken cancellationToken)
    {
        var lost = false;
        try
        {
            while (true)
            {
                try
                {
                    await ForwardAsync(versions, Connected, cancellationToken);
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

    private async Task ForwardAsync(ChannelWriter<string> versions, Action connected, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => versions.TryWrite(notification.Payload);
        await using (var listen = new NpgsqlCommand("listen " + SnapshotCatalog.Channel, connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        connected();
        while (true)
        {
            // The catalogue is read after LISTEN began: what becomes active in between comes as a notification.
            if (await catalog.GetActiveAsync(cancellationToken) is { } active)
                versions.TryWrite(active.Version);
            await connection.WaitAsync(Poll, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Lost the connection that tells of new snapshots; trying again every {Seconds} s.")]
    private partial void LogLost(Exception error, double seconds);

    [LoggerMessage(LogLevel.Information, "The connection that tells of new snapshots is back.")]
    private partial void LogBack();
}
