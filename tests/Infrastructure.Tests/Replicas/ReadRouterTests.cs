using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;
using KDiffE.TestKit;
using KDiffE.TestKit.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Replicas;

/// <summary>Where reads go, over a real standby.</summary>
public sealed class ReadRouterTests(ReplicatedDatabase database) : IClassFixture<ReplicatedDatabase>, IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync("truncate users, items, interactions restart identity cascade");
        await database.CatchUpAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AReadThatMustBeCurrentFindsAtTheReplicaWhatWasWrittenAMomentBefore()
    {
        await using var services = Services();
        var reads = services.GetRequiredService<ReadRouter>();

        for (var users = 1; users <= 50; users++)
        {
            await AddUserAsync($"u{users}");
            (await CountAsync(reads, Freshness.Current)).ShouldBe((users, AtReplica: true));
        }
    }

    [Fact]
    public async Task WhileTheReplicaIsBehindOnlyAReadThatMayMissTheNewestDoes()
    {
        await using var services = Services();
        var reads = services.GetRequiredService<ReadRouter>();
        await AddUserAsync("known");
        await database.PauseAsync();
        try
        {
            await AddUserAsync("new");

            (await CountAsync(reads, Freshness.Recent)).ShouldBe((1, AtReplica: true));
            (await CountAsync(reads, Freshness.Current)).ShouldBe((2, AtReplica: false));
        }
        finally
        {
            await database.ResumeAsync();
        }

        await Eventually.IsAsync(async () => await CountAsync(reads, Freshness.Current) == (2, AtReplica: true));
    }

    [Fact]
    public async Task OneThatIsFurtherBehindThanItMayIsLeftAloneUntilItHasCaughtUpAndBothAreSaidOnce()
    {
        var log = new ReadLog();
        await using var services = Services(log, ("Replica:MaxLag", "00:00:01"));
        var reads = services.GetRequiredService<ReadRouter>();
        await AddUserAsync("known");
        await database.PauseAsync();
        try
        {
            await AddUserAsync("new");

            await Eventually.IsAsync(async () => await CountAsync(reads, Freshness.Recent) == (2, AtReplica: false));
            for (var again = 0; again < 20; again++)
                (await CountAsync(reads, again % 2 == 0 ? Freshness.Recent : Freshness.Current)).ShouldBe((2, AtReplica: false));
        }
        finally
        {
            await database.ResumeAsync();
        }

        await Eventually.IsAsync(async () => await CountAsync(reads, Freshness.Recent) == (2, AtReplica: true));
        await CountAsync(reads, Freshness.Recent);
        log.Lines.Count(line => line.Contains("behind the primary", StringComparison.Ordinal)).ShouldBe(1);
        log.Lines.Count(line => line.Contains("read from again", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task AReadUnderWhichTheReplicaGoesAwayIsRepeatedAtThePrimary()
    {
        var log = new ReadLog();
        await using var services = Services(log);
        var reads = services.GetRequiredService<ReadRouter>();
        await AddUserAsync("ann");
        var asked = new List<string>();

        try
        {
            var users = await reads.ReadAsync(Freshness.Current, CountAndStopAsync, Cancelled);

            (users, string.Join(' ', asked)).ShouldBe((1, "replica primary"));
            (await CountAsync(reads, Freshness.Recent)).ShouldBe((1, AtReplica: false));
            (await CountAsync(reads, Freshness.Current)).ShouldBe((1, AtReplica: false));
            log.Lines.Count(line => line.Contains("is not read from", StringComparison.Ordinal)).ShouldBe(1);
        }
        finally
        {
            await database.Standby.StartAsync();
        }

        await Eventually.IsAsync(async () => await CountAsync(reads, Freshness.Current) == (1, AtReplica: true));

        async Task<long> CountAndStopAsync(ReadServer server, CancellationToken cancellation)
        {
            await using var connection = await server.DataSource.OpenConnectionAsync(cancellation);
            asked.Add(connection.Port == database.Standby.Port ? "replica" : "primary");
            if (asked[^1] == "replica")
                await database.Standby.StopAsync();
            await using var count = new NpgsqlCommand("select count(*) from users", connection);
            return (long)(await count.ExecuteScalarAsync(cancellation))!;
        }
    }

    [Fact]
    public async Task ASessionThatTheReplicaEndsUnderAReadCostsNothingButTheRead()
    {
        await using var services = Services();
        var reads = services.GetRequiredService<ReadRouter>();
        await AddUserAsync("ann");
        var ended = false;

        // What a standby does to a query that holds up what it has to replay.
        var users = await reads.ReadAsync(
            Freshness.Current,
            (server, _) => server.DataSource.ConnectionString.Contains($"Port={database.Standby.Port}", StringComparison.Ordinal) && (ended = true)
                ? throw new PostgresException("canceling statement due to conflict with recovery", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure)
                : CountUsersAsync(server),
            Cancelled);

        (users, ended).ShouldBe((1, true));
        (await CountAsync(reads, Freshness.Current)).ShouldBe((1, AtReplica: true));
    }

    [Fact]
    public async Task AServerThatIsNotAStandbyOfThisDatabaseIsNeverReadFrom()
    {
        await AddUserAsync("ann");
        foreach (var (wrong, why) in new[]
        {
            (database.ConnectionString, "it is no standby"),
            (database.Standby.ConnectionString("postgres"), "it is another database's"),
            (new NpgsqlConnectionStringBuilder(database.ReplicaConnectionString) { Password = "wrong" }.ConnectionString, "password authentication failed"),
            (new NpgsqlConnectionStringBuilder(database.ReplicaConnectionString) { Port = 1 }.ConnectionString, "Connection refused"),
        })
        {
            var log = new ReadLog();
            await using var services = Services(log, ("ConnectionStrings:PostgresReplica", wrong));

            (await CountAsync(services.GetRequiredService<ReadRouter>(), Freshness.Recent)).ShouldBe((1, AtReplica: false));

            log.Lines.ShouldHaveSingleItem().ShouldContain(why);
        }
    }

    [Fact]
    public async Task ACutOfAReplicaThatIsBehindRecordsNoMoreThanItSaw()
    {
        await using var services = Services();
        await InteractAsync("ann", "2030-01-01");
        await database.PauseAsync();
        try
        {
            await InteractAsync("bob", "2031-01-01");

            var behind = await DatabaseDataset.LoadAsync(services.GetRequiredService<ReplicaConnections>().Server.DataSource, "behind", cancellationToken: Cancelled);
            var current = await services.GetRequiredService<ReadRouter>().ReadAsync(
                Freshness.Current, (server, stop) => DatabaseDataset.LoadAsync(server.DataSource, "current", cancellationToken: stop), Cancelled);

            (string.Join(' ', behind.UserIds), behind.Watermark!.Value.Year).ShouldBe(("ann", 2030));
            (string.Join(' ', current.UserIds), current.Watermark!.Value.Year).ShouldBe(("ann bob", 2031));
        }
        finally
        {
            await database.ResumeAsync();
        }
    }

    [Fact]
    public async Task WithoutAReplicaEverythingIsThePrimarys()
    {
        await using var services = PostgresDatabase.ServicesOver(database.ConnectionString);
        await AddUserAsync("ann");

        (await CountAsync(services.GetRequiredService<ReadRouter>(), Freshness.Recent)).ShouldBe((1, AtReplica: false));
        services.GetService<Replica>().ShouldBeNull();
        (await services.GetRequiredService<VolumeReader>().ReadAsync(Cancelled)).Users.ShouldBe(new RowCount(1, Exact: true));
    }

    private Task<string?> AddUserAsync(string key) => database.ExecuteAsync($"insert into users (key) values ('{key}')");

    private Task<string?> InteractAsync(string user, string time) => database.ExecuteAsync(
        $"""
        insert into items (key, updated_at) values ('film of {user}', '{time}');
        insert into users (key, updated_at) values ('{user}', '{time}');
        insert into interactions (user_id, item_id, event_type, updated_at)
        select u.id, i.id, 'view', '{time}' from users u, items i where u.key = '{user}' and i.key = 'film of {user}'
        """);

    private static Task<(int Users, bool AtReplica)> CountAsync(ReadRouter reads, Freshness freshness) => reads.ReadAsync(
        freshness,
        async (server, cancellation) =>
        {
            await using var command = server.DataSource.CreateCommand("select pg_is_in_recovery()");
            return ((int)await CountUsersAsync(server), (bool)(await command.ExecuteScalarAsync(cancellation))!);
        },
        Cancelled);

    private static async Task<long> CountUsersAsync(ReadServer server)
    {
        await using var command = server.DataSource.CreateCommand("select count(*) from users");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private ServiceProvider Services(ReadLog? log = null, params (string Name, string Value)[] settings) =>
        PostgresDatabase.ServicesOver(
            database.ConnectionString,
            log,
            [.. new[] { ("ConnectionStrings:PostgresReplica", database.ReplicaConnectionString) }.Where(own => settings.All(other => other.Name != own.Item1)), .. settings]);

    /// <summary>What the router logs.</summary>
    private sealed class ReadLog : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) =>
            categoryName == typeof(ReadRouter).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
