using System.Net;
using System.Net.Sockets;

namespace KDiffE.Api.Tests;

/// <summary>Stands between the API and the database, and can take the database away, or have it hang, and give it back.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly List<TcpClient> _connections = [];
    private readonly TaskCompletionSource _never = new();
    private TcpListener? _listener;
    private volatile bool _frozen;

    public TcpRelay(string host, int port)
    {
        (_host, _port) = (host, port);
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Where the relay listens.</summary>
    public int Port { get; }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <summary>Passes nothing on any more; connections stay, and new ones are taken, as with a server that is stopped in its tracks.</summary>
    public void Freeze() => _frozen = true;

    public void Cut()
    {
        _listener?.Stop();
        lock (_connections)
        {
            _connections.ForEach(connection => connection.Dispose());
            _connections.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _never.TrySetCanceled();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var (near, far) = (await listener.AcceptTcpClientAsync(), new TcpClient());
                lock (_connections)
                    _connections.AddRange([near, far]);
                await far.ConnectAsync(_host, _port);
                _ = CopyAsync(near, far);
                _ = CopyAsync(far, near);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The relay was cut.
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            var buffer = new byte[1 << 16];
            for (int count; (count = await from.GetStream().ReadAsync(buffer)) > 0;)
            {
                if (_frozen)
                    await _never.Task;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One end is gone; so is the other.
        }

        to.Close();
    }
}
