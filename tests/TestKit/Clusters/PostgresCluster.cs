using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace KDiffE.TestKit.Clusters;

/// <summary>
/// A PostgreSQL server of a test's own, in a folder that goes with it: a primary, or a standby that streams from one. It can be
/// stopped and started again. Where the test runs as root, the server is Debian's account's, as PostgreSQL refuses to be root's.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "kdiffe";
    private static readonly string Programs = FindPrograms();

    private readonly string _folder;
    private readonly string _password;
    private readonly string[] _within;

    private PostgresCluster(string folder, string password, string address, int port, string[] within) =>
        (_folder, _password, Address, Port, _within) = (folder, password, address, port, within);

    /// <summary>Where it listens, also while it does not.</summary>
    public string Address { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    private string Data => Path.Combine(_folder, "data");

    private string ProcessFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>Makes and starts a primary.</summary>
    /// <param name="address">Where it listens; everybody in the last part of that network may connect.</param>
    /// <param name="within">What stands before its commands, such as <c>ip netns exec name</c>.</param>
    public static async Task<PostgresCluster> CreateAsync(string address = "127.0.0.1", params string[] within)
    {
        var cluster = Prepare(Guid.NewGuid().ToString("N"), address, within);
        var password = Path.Combine(cluster._folder, "password");
        await File.WriteAllTextAsync(password, cluster._password);
        await cluster.OwnAsync();
        await cluster.RunAsync("initdb", "-D", cluster.Data, "-U", User, $"--pwfile={password}", "--auth=scram-sha-256", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync");
        await File.AppendAllTextAsync(Path.Combine(cluster.Data, "pg_hba.conf"), $"host all,replication {User} {address}/24 scram-sha-256\n");
        await cluster.StartAsync();
        return cluster;
    }

    /// <summary>Makes a standby of this one, which starts with all that there is and streams what comes, and starts it.</summary>
    public async Task<PostgresCluster> CreateStandbyAsync()
    {
        var standby = Prepare(_password, Address, _within);
        await standby.OwnAsync();
        await standby.RunAsync(
            "pg_basebackup", "-D", standby.Data, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d",
            $"host={Address} port={Port} user={User} password={_password}");
        await standby.StartAsync();
        return standby;
    }

    /// <summary>Leads to one of its databases.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = Address,
        Port = Port,
        Username = User,
        Password = _password,
        Database = database,
    }.ConnectionString;

    /// <summary>Runs one statement, which may return a value as text.</summary>
    public async Task<string?> ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return System.Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Starts it, where it was before.</summary>
    public Task StartAsync() => RunAsync(
        "pg_ctl", "start", "-w", "-s", "-D", Data, "-l", Path.Combine(_folder, "log"), "-o",
        $"-c listen_addresses={Address} -c port={Port} -c unix_socket_directories= -c fsync=off -c shared_buffers=32MB -c max_connections=100");

    /// <summary>Stops it as a crash would: whoever is connected is cut off.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", Data);

    /// <summary>Stops all its processes in their tracks: connections stay, new ones are taken, and nobody is answered.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Has them go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Kills all its processes, as a loss of power would.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        File.Delete(ProcessFile);
    }

    /// <summary>Has a standby take writes, and follow nobody any more.</summary>
    public Task PromoteAsync() => RunAsync("pg_ctl", "promote", "-w", "-s", "-D", Data);

    /// <summary>Makes a folder of the test's the server's, so that a tablespace can be there.</summary>
    public Task GiveAsync(string folder) => Environment.IsPrivilegedProcess ? RunAsync([], "chown", "postgres:", folder) : Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(ProcessFile))
        {
            await ThawAsync();
            await StopAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static PostgresCluster Prepare(string password, string address, string[] within) => new(
        Directory.CreateTempSubdirectory("kdiffe-cluster-").FullName, password, address, FreePort(), within);

    // The first of them makes no further ones while the others are told.
    private async Task SignalAsync(string signal)
    {
        var first = int.Parse((await File.ReadAllLinesAsync(ProcessFile))[0], CultureInfo.InvariantCulture);
        var others = (await File.ReadAllTextAsync($"/proc/{first}/task/{first}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await Signal.SendAsync(first, signal);
        foreach (var other in others)
            await Signal.SendAsync(int.Parse(other, CultureInfo.InvariantCulture), signal);
    }

    private async Task OwnAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync([], "chown", "-R", "postgres:", _folder);
    }

    private Task RunAsync(string program, params string[] arguments)
    {
        string[] owner = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        return RunAsync([.. _within, .. owner], Path.Combine(Programs, program), arguments);
    }

    private async Task RunAsync(string[] before, string program, params string[] arguments)
    {
        string[] line = [.. before, program, .. arguments];
        // A server that it starts would keep a pipe open, so what it says goes to a file.
        var said = Path.Combine(_folder, "said");
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "exec \"${@:2}\" >> \"$1\" 2>&1 < /dev/null", "bash", said, .. line]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', line)} ended with exit code {process.ExitCode}: {await File.ReadAllTextAsync(said)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindPrograms() => Directory.GetDirectories("/usr/lib/postgresql")
        .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture)).Select(version => Path.Combine(version, "bin"))
        .First(bin => File.Exists(Path.Combine(bin, "initdb")));
}
