using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.EndToEnd.Tests.Histories;
using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;
using KDiffE.TestKit.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.EndToEnd.Tests.Faults;

/// <summary>The service on a PostgreSQL of its own to which a fault comes, with clients at work whose history is judged afterwards.</summary>
internal sealed class JudgedSite : IAsyncDisposable
{
    private const string Known = "user-001";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    private readonly string _connectionString;
    private readonly List<HttpClient> _apis = [];

    private JudgedSite(Site site, string connectionString) => (Site, _connectionString) = (site, connectionString);

    /// <summary>The processes.</summary>
    public Site Site { get; }

    /// <summary>What clients were told.</summary>
    public History History { get; } = new();

    /// <summary>The APIs that were started.</summary>
    public IReadOnlyList<HttpClient> Apis => _apis;

    /// <summary>Asks for runs.</summary>
    public RecordingClient Operator => new("operator", _apis[0], History);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes the tables, and a demo catalogue in them.</summary>
    /// <param name="connectionString">Leads to an empty database.</param>
    public static async Task<JudgedSite> CreateAsync(string connectionString)
    {
        var site = new JudgedSite(new Site(connectionString), connectionString);
        await site.Site.InitializeAsync();
        await Database.MigrateAsync(site.Site.Get<IDbContextFactory<KDiffEDbContext>>(), Cancelled);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await StateJournal.InstallAsync(database, Cancelled);
        await site.Site.ImportAsync(users: 400, items: 200);
        return site;
    }

    /// <summary>Makes an empty database on a server.</summary>
    public static async Task<string> DatabaseOnAsync(PostgresCluster cluster, string with = "")
    {
        await cluster.ExecuteAsync($"create database kdiffe {with}");
        return cluster.ConnectionString("kdiffe");
    }

    /// <summary>Starts APIs, and waits until they serve a snapshot.</summary>
    public async Task ServeAsync(int apis = 1)
    {
        for (var api = 0; api < apis; api++)
            _apis.Add(await Site.StartApiAsync());
        foreach (var api in _apis)
            await Eventually.IsAsync(async () => await StatusAsync(api) == HttpStatusCode.OK, Long);
    }

    /// <summary>Starts a worker and APIs, and waits until they serve what it has trained.</summary>
    public async Task<CommandProcess> TrainAndServeAsync(int apis = 1, params (string Name, string Value)[] settings)
    {
        var worker = Site.StartWorker(settings);
        var first = await Site.RequestAsync(epochs: 2);
        (await Site.UntilAsync(first, run => !run.IsActive, Long)).State.ShouldBe(RunState.Succeeded, worker.Output);
        await ServeAsync(apis);
        return worker;
    }

    /// <summary>Asks for a run, again where no answer comes.</summary>
    public async Task<long> TriggerAsync(string idempotencyKey, int epochs)
    {
        Told? told = null;
        await Eventually.IsAsync(async () => (told = await Operator.TriggerAsync(idempotencyKey, Arguments(epochs), queue: true)).Outcome == Outcome.Ok, () => $"{told?.Body}");
        return told!.Body!["id"]!.GetValue<long>();
    }

    /// <summary>Asks for a run over HTTP, and waits until it trains.</summary>
    public async Task<long> BeginRunAsync(int epochs)
    {
        var run = await TriggerAsync($"run of {epochs}", epochs);
        await Site.UntilAsync(run, found => found.Progress?.Epoch >= 2, Long);
        return run;
    }

    /// <summary>What a run is asked for with, that takes some epochs.</summary>
    public static JsonObject Arguments(int epochs) => new()
    {
        ["settings"] = new JsonObject { ["KDiffE:Epochs"] = epochs, ["KDiffE:Patience"] = 10_000, ["KDiffE:Dim"] = 32 },
    };

    /// <summary>Waits until a run has ended.</summary>
    public Task<TrainingRun> EndOfAsync(long run) => Site.UntilAsync(run, found => !found.IsActive, Long);

    /// <summary>Has something happen while clients work, and while somebody asks for recommendations, which never fail.</summary>
    /// <param name="happens">It; afterwards writes are acknowledged again.</param>
    public async Task WhileClientsWorkAsync(Func<Task> happens)
    {
        await using var workload = Workload.Start(_apis, History);
        await workload.AcknowledgesAsync(50);
        using var over = new CancellationTokenSource();
        var asking = AskAsync(over.Token);
        await happens();
        await workload.AcknowledgesAsync(50);
        await over.CancelAsync();
        (await asking).ShouldBeEmpty();
    }

    /// <summary>What is wrong with the history.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        await using var database = NpgsqlDataSource.Create(_connectionString);
        return await HistoryVerdict.ProblemsAsync(History, database, Cancelled);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _apis.ForEach(api => api.Dispose());
        await Site.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
    }

    // What did not come well.
    private async Task<List<HttpStatusCode>> AskAsync(CancellationToken over)
    {
        var others = new List<HttpStatusCode>();
        while (!over.IsCancellationRequested)
        {
            foreach (var api in _apis)
            {
                if (await StatusAsync(api) is var status && status != HttpStatusCode.OK)
                    others.Add(status);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancelled);
        }

        return others;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient api)
    {
        using var answer = await api.GetAsync(new Uri($"/users/{Known}/recommendations?n=5", UriKind.Relative), Cancelled);
        return answer.StatusCode;
    }
}
