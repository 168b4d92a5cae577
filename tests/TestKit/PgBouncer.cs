using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace KDiffE.TestKit;

/// <summary>A PgBouncer on a loopback port, before the server of a database, with fewer sessions than it has clients.</summary>
/// <param name="mode">Its <c>pool_mode</c>: <c>transaction</c>, <c>session</c> or <c>statement</c>.</param>
/// <param name="sessions">How many sessions of each database it shares among all clients.</param>
/// <param name="patience">After how many seconds a client that waits for a session is sent away.</param>
public sealed class PgBouncer(string mode = "transaction", int sessions = 4, int patience = 60) : IAsyncDisposable
{
    // It does not run as root; Debian's package has it run as this account, which is there wherever PostgreSQL is.
    private const string Account = "postgres";
    private static readonly string? Program = ((string[])["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"]).FirstOrDefault(File.Exists);

    // Nobody else may look into it, so passwords may lie there; PgBouncer reads them before it changes its account.
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? WhyNot => Program is null ? "There is no connection pooler: Debian's package pgbouncer is not installed (eng/setup.sh tests)." : null;

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="direct">A connection to the server before which it stands.</param>
    /// <returns>The same connection through it.</returns>
    public async Task<string> StartAsync(string direct)
    {
        var server = new NpgsqlConnectionStringBuilder(direct);
        var users = await WriteAsync("users.txt", $"{Quote(server.Username!)} {Quote(server.Password!)}\n");
        var settings = await WriteAsync("pgbouncer.ini",
            $"""
            [databases]
            * = host={server.Host} port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {_port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {users}
            pool_mode = {mode}
            default_pool_size = {sessions}
            max_client_conn = 500
            server_login_retry = 1
            query_wait_timeout = {patience}
            """);
        _process = Process.Start(new ProcessStartInfo(Program!, Environment.IsPrivilegedProcess ? ["--quiet", "--user", Account, settings] : ["--quiet", settings]) { UseShellExecute = false })!;
        server.Host = IPAddress.Loopback.ToString();
        server.Port = _port;
        await Eventually.IsAsync(IsListeningAsync, () => "PgBouncer does not start.");
        return server.ConnectionString;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task<string> WriteAsync(string name, string text)
    {
        var file = _folder.File(name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private async Task<bool> IsListeningAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
