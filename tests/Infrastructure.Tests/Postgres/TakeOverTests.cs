using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>
/// A database of the time when migrations were three SQL files: <c>pg_dump</c> of one with an import, three runs that made
/// snapshots, one that was cancelled, one that waits, and two schedules.
/// </summary>
public sealed class TakeOverTests : IAsyncLifetime
{
    private const string Dump = "SqlMigrationsDatabase.sql";

    private static readonly string[] Tables =
    [
        "users", "items", "entities", "relations", "kg_triples", "interactions", "item_features",
        "training_runs", "training_events", "epoch_metrics", "snapshots", "training_schedules",
    ];

    // Whole tables that the SQL files did not know.
    private static readonly string[] LaterTables = ["api_keys", "audit_entries", "catalog_changes", "feedback", "logins", "nodes", "training_log", "tuning_trials", "webhook_deliveries", "webhooks"];

    private readonly PostgresDatabase _database = new();
    private List<string> _fresh = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _fresh = await SchemaCatalog.ReadAsync(_database);
        await Psql.RestoreAsync(_database, Dump);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task TheGeneratedMigrationsMakeWhatTheSqlFilesMadeAndWhatWasAddedSince()
    {
        var before = await SchemaCatalog.ReadAsync(_database);

        before.Count.ShouldBeGreaterThan(100);
        before.Except(_fresh).ShouldBeEmpty();
        _fresh.Except(before).Where(part => !Array.Exists(LaterTables, part.Contains)).ShouldBe(
            [
                "CREATE INDEX ix_interactions_occurred_at ON public.interactions USING btree (occurred_at) WHERE (occurred_at IS NOT NULL)",
                "CREATE INDEX ix_interactions_updated_at ON public.interactions USING brin (updated_at)",
                "column epoch_metrics.score double precision  default  identity  collation ",
                "column training_runs.device text  default  identity  collation ",
                "column training_runs.interruptions integer not null default 0 identity  collation ",
                "column training_runs.server_started_at timestamp with time zone  default  identity  collation ",
                "column training_runs.trace_parent text  default  identity  collation ",
                "column training_runs.trained boolean not null default false identity  collation ",
                "column training_runs.tuning jsonb  default  identity  collation ",
                "column training_schedules.time_zone text not null default 'UTC'::text identity  collation ",
            ]);
    }

    [Fact]
    public async Task EveryRowIsStillThereAndTheSchemaIsThatOfAFreshDatabase()
    {
        var before = await ContentAsync();
        Tables.ShouldAllBe(table => before.Any(row => row.StartsWith(table + ' ', StringComparison.Ordinal)));

        await MigrateAsync();

        await SchemaCatalog.ShouldBeAsync(_database, _fresh);
        (await ContentAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task TheScriptTakesItOverToo()
    {
        var before = await ContentAsync();

        using var script = new MigrationScript();
        await Psql.RunAsync(_database, script.File);

        await SchemaCatalog.ShouldBeAsync(_database, _fresh);
        (await ContentAsync()).ShouldBe(before);
        await MigrateAsync();
    }

    [Fact]
    public async Task ProcessesThatStartAtOnceTakeItOverOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync()));

        await SchemaCatalog.ShouldBeAsync(_database, _fresh);
    }

    [Fact]
    public async Task RunsSnapshotsAndSchedulesAreReadAsTheyWere()
    {
        await MigrateAsync();

        var runs = _database.Get<RunStore>();
        (await runs.ListAsync(null, 10, Cancellation)).Select(run => (run.Id, run.State)).ShouldBe(
            [
                (5, RunState.Queued), (4, RunState.Cancelled), (3, RunState.Succeeded),
                (2, RunState.Succeeded), (1, RunState.Succeeded),
            ]);
        (await runs.ListClaimableAsync(TimeSpan.FromSeconds(30), Cancellation)).Waiting.ShouldBe([5]);
        (await _database.EventsAsync(2)).Select(e => e.Kind).ShouldBe(["state", "state", "epoch", "epoch", "state"]);
        // Its two epochs were as good as each other, by 1 + 0.6309…
        var figures = await runs.GetFiguresAsync(2, Cancellation);
        figures.BestEpoch!.ShouldContain("\"epoch\": 1,");
        figures.LastEpoch!.ShouldContain("\"epoch\": 2,");
        figures.Verdict!.ShouldContain("\"passed\": true");
        (await _database.QueryAsync<string>("select coalesce(score::text, '-') from epoch_metrics order by training_run_id, epoch"))
            .ShouldBe(["0", "-", "0", "1.6309297535714575", "1.6309297535714575", "0", "0"]);
        var snapshots = _database.Get<SnapshotCatalog>();
        (await snapshots.GetServedAsync(Cancellation)).ShouldBe(("20261128T191821Z-cd06", new CanaryShare("20261128T191820Z-25b8", 0.1)));
        (await snapshots.ListAsync(Cancellation))[0].Metadata.HyperParameters["KDiffE:Dim"].ShouldBe("8");
        await using var context = await _database.Contexts.CreateDbContextAsync(Cancellation);
        (await context.TrainingSchedules.OrderBy(s => s.Name).Select(s => $"{s.Name}: {s.Cron} {s.TimeZone}").ToListAsync(Cancellation))
            .ShouldBe(["nightly: 30 2 * * * UTC", "weekly: 0 4 * * 7 UTC"]);
    }

    [Fact]
    public async Task WorkGoesOnFromThere()
    {
        await MigrateAsync();
        using var folder = TestFolder.Full();

        // The dump holds this very folder.
        var again = await _database.Get<RecBoleImport>().ImportAsync(folder.Path, strict: true, cancellationToken: Cancellation);
        again.Tables.ShouldAllBe(table => table.Inserted == 0);
        var data = await DatabaseDataset.LoadAsync(_database.DataSource, "taken over", cancellationToken: Cancellation);
        (data.UserIds.Count, data.ItemIds.Count).ShouldBe((15, 23));
        await using var lease = await _database.Get<RunLeases>().ClaimAsync(5, "worker", "cpu", new ClaimLimits(TimeSpan.FromSeconds(30), Attempts: 3, Interruptions: 3), Cancellation);
        lease.ShouldNotBeNull().Run.Arguments.Settings["KDiffE:Layers"].ShouldBe("3");
        await _database.Get<SnapshotCatalog>().ActivateAsync("20261128T191820Z-25b8", Cancellation);
    }

    [Fact]
    public async Task OneThatHasNotAllOfThemIsRefusedByTheNameOfItsMigration()
    {
        await _database.ExecuteAsync("delete from \"__EFMigrationsHistory\" where \"MigrationId\" = '20260701000000_Publishing'");

        (await Should.ThrowAsync<UnknownMigrationException>(MigrateAsync)).Message.ShouldContain("20260101000000_Initial");
    }

    private Task MigrateAsync() => Database.MigrateAsync(_database.Contexts, Cancellation);

    /// <summary>The rows of every table, without the columns that were added since.</summary>
    private Task<List<string>> ContentAsync() => _database.QueryAsync<string>(
        string.Join(" union all ", Tables.Select(table => $"select '{table} ' || (to_jsonb(t) - 'score' - 'time_zone' - 'device' - 'interruptions' - 'server_started_at' - 'trained' - 'trace_parent' - 'tuning')::text from {table} t")) + " order by 1");
}
