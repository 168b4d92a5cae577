using System.Net;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Infrastructure.Tests.Runs;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>The database through PgBouncer, which has fewer sessions than clients and gives each transaction any of them.</summary>
public sealed class PoolerTests(PooledDatabase site) : IClassFixture<PooledDatabase>, IAsyncLifetime
{
    private const string Held = "pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";

    private static readonly ClaimLimits Limits = new(TimeSpan.FromSeconds(30), Attempts: 3, Interruptions: 3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PostgresDatabase Direct => site.Direct;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PgBouncer.WhyNot is not null, PgBouncer.WhyNot ?? "");
        await Direct.ExecuteAsync("delete from training_runs");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task APoolerIsToldFromTheServerItself()
    {
        await using var through = await site.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        await using var direct = await Direct.DataSource.OpenConnectionAsync(Cancellation);

        (await Pooler.IsBetweenAsync(through, Cancellation)).ShouldBeTrue();
        (await Pooler.IsBetweenAsync(direct, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task MoreProcessesThanThereAreSessionsMigrateOnce()
    {
        await using var pooler = new PgBouncer(sessions: 2);
        var connection = await pooler.StartAsync(Direct.ConnectionString);
        await Direct.ExecuteAsync("drop schema public cascade; drop schema if exists hangfire cascade; create schema public");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            await using var process = PostgresDatabase.ServicesOver(connection);
            await Database.MigrateAsync(process.GetRequiredService<IDbContextFactory<KDiffEDbContext>>(), Cancellation);
        }));

        await using var context = await Direct.Contexts.CreateDbContextAsync(Cancellation);
        (await context.Database.GetAppliedMigrationsAsync(Cancellation)).ShouldBe(context.Database.GetMigrations());
        (await LocksAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task TheQueueIsMadeOnceAndLeavesNothingBehindInTheSessions()
    {
        await using var queue = new QueueHosts(site.ConnectionString);
        await queue.StartAsync("first", "second", "third");
        await queue.Queue.EnqueueAsync(1, Cancellation);
        await queue.Work.HandedOverAsync(1);

        var paths = new HashSet<string>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            await using var command = site.Get<NpgsqlDataSource>().CreateCommand("select current_setting('search_path') from pg_sleep(0.02)");
            var path = (string)(await command.ExecuteScalarAsync(Cancellation))!;
            lock (paths)
                paths.Add(path);
        }));
        paths.ShouldBe(["\"$user\", public"]);
    }

    [Fact]
    public async Task ARunHasOneWorkerWhoseLockGoesWithItsConnection()
    {
        var leases = site.Get<RunLeases>();
        var run = await RequestAsync();
        await using var first = (await leases.ClaimAsync(run, "first", "cpu", Limits, Cancellation)).ShouldNotBeNull();
        await Direct.ExecuteAsync("update training_runs set heartbeat_at = now() - interval '11 seconds'");
        (await leases.ClaimAsync(run, "second", "cpu", Limits, Cancellation)).ShouldBeNull("the lock says that the first one lives");
        // Others come and go meanwhile, on every session that there is.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => site.Get<RunStore>().GetAsync(run, Cancellation)));
        (await LocksAsync()).ShouldBe(1);

        await Direct.ExecuteAsync($"select pg_terminate_backend(pid) from {Held}");
        await Eventually.IsAsync(async () => await LocksAsync() == 0);

        await using var second = (await leases.ClaimAsync(run, "second", "cpu", Limits, Cancellation)).ShouldNotBeNull();
        (await LocksAsync()).ShouldBe(1);
        (await first.HeartbeatAsync(new RunProgress("training", 0.5), Cancellation)).ShouldBe(HeartbeatAnswer.Lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALockThatIsHeldForLongHoldsBackNoVacuumAndOutlastsTheLimitsOfTheDatabase(bool pooled)
    {
        await using var limited = new PooledDatabase();
        await limited.InitializeAsync();
        var name = new NpgsqlConnectionStringBuilder(limited.ConnectionString).Database;
        await limited.Direct.ExecuteAsync(
            $"""
            alter database {name} set idle_in_transaction_session_timeout = '100ms';
            do $$ begin execute 'alter database {name} set transaction_timeout = 300'; exception when undefined_object then null; end $$
            """);
        var leases = pooled ? limited.Get<RunLeases>() : limited.Direct.Get<RunLeases>();
        await limited.Direct.ExecuteAsync("insert into training_runs (state, arguments) values ('queued', '{}')");
        await using var lease = (await leases.ClaimAsync(1, "worker", "cpu", Limits, Cancellation)).ShouldNotBeNull();

        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);

        (await limited.Direct.QueryAsync<string>($"select state from pg_stat_activity where pid in (select pid from {Held})")).ShouldBe(["idle in transaction"]);
        (await limited.Direct.QueryAsync<string>($"select coalesce(backend_xmin, backend_xid)::text from pg_stat_activity where coalesce(backend_xmin, backend_xid) is not null and pid in (select pid from {Held})")).ShouldBeEmpty();
        (await limited.Direct.QueryAsync<bool>($"select exists (select 1 from pg_locks where relation = 'training_runs'::regclass and pid in (select pid from {Held}))")).ShouldBe([false]);
    }

    [Fact]
    public async Task AListenerEndsInsteadOfListeningOnASessionOfOthers()
    {
        var heard = new List<string?>();
        await foreach (var version in site.Get<SnapshotListener>().ListenAsync(Cancellation))
            heard.Add(version);

        heard.ShouldBeEmpty();
        (await Direct.QueryAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'")).ShouldBe([0]);
    }

    [Fact]
    public async Task OneSessionPerStatementIsRefusedInOneSentence()
    {
        await using var pooler = new PgBouncer("statement");
        await using var process = PostgresDatabase.ServicesOver(await pooler.StartAsync(Direct.ConnectionString));
        var contexts = process.GetRequiredService<IDbContextFactory<KDiffEDbContext>>();

        foreach (var start in (Func<Task>[])[() => Database.MigrateAsync(contexts, Cancellation), () => Database.VerifyAsync(contexts, Cancellation)])
        {
            (await Should.ThrowAsync<UnusableSchemaException>(start)).Message.ShouldBe(
                "The connection pooler before the database allows no transactions; nothing was changed. Set its pool_mode to transaction.");
        }
    }

    [Fact]
    public async Task OneSessionPerConnectionDoesAsWell()
    {
        await using var pooler = new PgBouncer("session", sessions: 10);
        await using var process = PostgresDatabase.ServicesOver(await pooler.StartAsync(Direct.ConnectionString));

        await Database.MigrateAsync(process.GetRequiredService<IDbContextFactory<KDiffEDbContext>>(), Cancellation);
        await using (await process.GetRequiredService<RunLeases>().ClaimAsync(await RequestAsync(), "worker", "cpu", Limits, Cancellation))
            (await LocksAsync()).ShouldBe(1);

        await Eventually.IsAsync(async () => await LocksAsync() == 0);
    }

    [Fact]
    public async Task AServerThatIsAwayBehindItIsAwayAndAPasswordThatIsWrongStaysWrong()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(Direct.ConnectionString) { Host = IPAddress.Loopback.ToString(), Port = 9, Timeout = 2 };
        await using var pooler = new PgBouncer();
        var connection = await pooler.StartAsync(nowhere.ConnectionString);

        var away = await Should.ThrowAsync<Exception>(() => AskAsync(connection));
        var refused = await Should.ThrowAsync<Exception>(() => AskAsync(new NpgsqlConnectionStringBuilder(site.ConnectionString) { Password = "another" }.ConnectionString));
        var lacking = await Should.ThrowAsync<Exception>(() => AskAsync(new NpgsqlConnectionStringBuilder(site.ConnectionString) { SearchPath = "elsewhere" }.ConnectionString));

        TransientErrors.IsAway(away).ShouldBeTrue(away.ToString());
        TransientErrors.IsAway(refused).ShouldBeFalse(refused.ToString());
        TransientErrors.IsAway(lacking).ShouldBeFalse(lacking.ToString());
        Pooler.RefusesSetting(lacking).ShouldBeTrue();
    }

    [Fact]
    public async Task APoolerThatHasNoSessionToGiveIsAway()
    {
        await using var pooler = new PgBouncer(sessions: 1, patience: 1);
        var connection = await pooler.StartAsync(Direct.ConnectionString);
        await using (var holder = new NpgsqlConnection(connection))
        {
            await holder.OpenAsync(Cancellation);
            await using var begin = new NpgsqlCommand("begin", holder);
            await begin.ExecuteNonQueryAsync(Cancellation);

            var refused = await Should.ThrowAsync<Exception>(() => AskAsync(connection));

            TransientErrors.IsAway(refused).ShouldBeTrue(refused.ToString());
        }

        await AskAsync(connection);
    }

    private static async Task AskAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("select 1");
        await command.ExecuteScalarAsync(Cancellation);
    }

    private async Task<long> RequestAsync() =>
        (await Direct.Get<RunStore>().RequestAsync(new RunArguments("default", new Dictionary<string, string>()), idempotencyKey: null, queue: true, Cancellation)).Run.Id;

    private async Task<long> LocksAsync() => (await Direct.QueryAsync<long>($"select count(*) from {Held}")).Single();
}
