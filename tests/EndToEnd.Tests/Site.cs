using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A fresh database, folders of its own, and as many API and worker processes on them as a test starts.</summary>
/// <param name="connectionString">Leads to another database instead.</param>
public sealed class Site(string? connectionString = null) : IAsyncLifetime
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromMinutes(2);

    private readonly PostgresDatabase? _database = connectionString is null ? new() : null;
    private readonly ServiceProvider? _others = connectionString is null ? null : PostgresDatabase.ServicesOver(connectionString);
    private readonly TemporaryFolder _folder = new();
    private readonly List<CommandProcess> _processes = [];
    private int _started;

    /// <summary>The fresh database.</summary>
    public PostgresDatabase Database => _database ?? throw new InvalidOperationException("The database is not this site's.");

    /// <summary>Where the snapshots are.</summary>
    public string Snapshots { get; private set; } = "";

    /// <summary>Environment variables of every process that is started from now on.</summary>
    public IList<(string Name, string Value)> Settings { get; } = [];

    /// <summary>What stands before the commands of processes that are started from now on, such as <c>ip netns exec name</c>.</summary>
    public IReadOnlyList<string> Within { get; set; } = [];

    internal RunStore Runs => Get<RunStore>();

    internal SnapshotCatalog Catalog => Get<SnapshotCatalog>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (_database is not null)
            await _database.InitializeAsync();
        Snapshots = _folder.File("snapshots");
    }

    /// <summary>A service of the infrastructure, over the database.</summary>
    internal T Get<T>() where T : notnull => _others is null ? Database.Get<T>() : _others.GetRequiredService<T>();

    /// <summary>Imports a demo catalogue.</summary>
    public async Task ImportAsync(int users, int items)
    {
        var folder = _folder.File("demo");
        await using var demo = Start("kdiffe.dll", "Training", ["demo", folder, "--users", $"{users}", "--items", $"{items}"]);
        (await demo.WaitForExitAsync(StopWithin)).ShouldBe(0, demo.Output);
        await Get<RecBoleImport>().ImportAsync(folder, cancellationToken: Cancelled);
    }

    /// <summary>Starts a worker, which trains no LightGCN unless told; <paramref name="settings"/> are environment variables.</summary>
    public CommandProcess StartWorker(params (string Name, string Value)[] settings) =>
        Keep(Start("kdiffe.dll", "Training", ["worker"], [("Training__LightGcnDays", "-1"), .. settings]));

    /// <summary>Starts a worker that ends once no run was to be had for a number of seconds.</summary>
    public CommandProcess StartIdleExitingWorker(int seconds) => Keep(Start("kdiffe.dll", "Training", ["worker", "--idle-exit", $"{seconds}"], ("Training__LightGcnDays", "-1")));

    /// <summary>A path of this site's own; what is there goes with it.</summary>
    public string PathOf(string name) => _folder.File(name);

    /// <summary>Starts a command of a <c>kdiffe</c> that lies in a folder of its own.</summary>
    public CommandProcess StartCommandIn(string folder, params string[] arguments) => Keep(StartProgram(Path.Combine(folder, "kdiffe.dll"), arguments));

    /// <summary>Starts a sample, which is not told where the database is.</summary>
    public CommandProcess StartSample(string name, params string[] arguments) => Keep(StartProgram(
        Path.Combine(Checkout.Root, "samples", name, "bin", "Release", "net10.0", $"{name}.dll"), arguments, ("ConnectionStrings__Postgres", "")));

    /// <summary>Starts a command of <c>kdiffe</c>.</summary>
    public CommandProcess StartCommand(params string[] arguments) => Keep(Start("kdiffe.dll", "Training", arguments));

    /// <summary>Starts a command of <c>kdiffe</c>; <paramref name="settings"/> are environment variables.</summary>
    public CommandProcess StartCommand(string[] arguments, params (string Name, string Value)[] settings) => Keep(Start("kdiffe.dll", "Training", arguments, settings));

    /// <summary>Starts an API, which in the environment Development needs no key.</summary>
    public CommandProcess StartApi(Uri address, string environment = "Development", params (string Name, string Value)[] settings) =>
        Keep(Start("KDiffE.Api.dll", "Api", ["--urls", address.ToString()], [("ASPNETCORE_ENVIRONMENT", environment), .. settings]));

    /// <summary>Starts an API and waits until it answers; <paramref name="settings"/> are environment variables.</summary>
    public async Task<HttpClient> StartApiAsync(params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var api = StartApi(address, settings: settings);
        var client = new HttpClient { BaseAddress = address };
        await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/health/live", UriKind.Relative), Cancelled)).IsSuccessStatusCode, () => api.Output);
        return client;
    }

    /// <summary>Asks for a run that takes <paramref name="epochs"/> epochs.</summary>
    public async Task<long> RequestAsync(int epochs, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = $"{epochs}", ["KDiffE:Patience"] = "10000", ["KDiffE:Dim"] = "32" };
        foreach (var (name, value) in more)
            settings[name] = value;
        return (await Runs.RequestAsync(new RunArguments("default", settings), idempotencyKey: null, queue: true, Cancelled)).Run.Id;
    }

    internal async Task<TrainingRun> GetAsync(long run) => (await Runs.GetAsync(run, Cancelled))!;

    /// <summary>Waits until a run is as it should be.</summary>
    internal async Task<TrainingRun> UntilAsync(long run, Func<TrainingRun, bool> condition, TimeSpan limit)
    {
        TrainingRun? found = null;
        await Eventually.IsAsync(async () => condition(found = await GetAsync(run)), limit, Describe);
        return found!;

        string Describe() => string.Join('\n', _processes.Select(process => process.Output));
    }

    internal Snapshot Open(string version) => SnapshotFile.Open(Path.Combine(Snapshots, SnapshotFile.NameOf(version)), version);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            // One that a test froze hears nothing else.
            if (process.IsRunning)
                await process.SignalAsync("CONT");
            await process.DisposeAsync();
        }

        if (_database is not null)
            await _database.DisposeAsync();
        if (_others is not null)
            await _others.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Where a project of src is built to.</summary>
    public static string OutputOf(string project) => Path.Combine(Checkout.Root, "src", project, "bin", "Release", "net10.0");

    private CommandProcess Start(string program, string project, string[] arguments, params (string Name, string Value)[] settings) =>
        StartProgram(Path.Combine(OutputOf(project), program), arguments, settings);

    private CommandProcess StartProgram(string program, string[] arguments, params (string Name, string Value)[] settings)
    {
        string[] line = [.. Within, "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]);
        // The database knows the processes by their names.
        start.Environment["ConnectionStrings__Postgres"] = $"{connectionString ?? Database.ConnectionString};Application Name=process-{++_started}";
        start.Environment["Snapshots__Folder"] = Snapshots;
        start.Environment["Training__Folder"] = _folder.File("runs");
        foreach (var (name, value) in Settings.Concat(settings))
            start.Environment[name] = value;
        return new CommandProcess(start);
    }

    private CommandProcess Keep(CommandProcess process)
    {
        _processes.Add(process);
        return process;
    }

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
