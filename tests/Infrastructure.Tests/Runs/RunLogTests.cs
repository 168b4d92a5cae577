using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Serilog;

namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>What is logged of runs, and what of it is kept.</summary>
public sealed class RunLogTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly RunLog _log = new();
    private readonly RunLogStore _store = database.Get<RunLogStore>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatIsLoggedInARunIsKeptWithItInOrderAndNothingElseIs()
    {
        var run = await RequestAsync();
        var other = await RequestAsync();
        using var logger = Logger();

        logger.Information("before");
        using (_log.Begin(run))
        {
            logger.Information("reads {What}, {Rows} rows", "the data", 12.5);
            await Task.Run(() => logger.Warning("on another thread"), Cancelled);
            logger.Debug("too small");
            logger.Error(new InvalidOperationException("outer", new FormatException("inner")), "failed");
        }

        using (_log.Begin(other))
            logger.Fatal("the other");
        logger.Information("after");
        await StoreAsync();

        (await _store.ListAsync(run, 200, Cancelled)).Select(line => (line.Level, line.Message)).ShouldBe(
        [
            (RunLogLevel.Information, "reads the data, 12.5 rows"), (RunLogLevel.Warning, "on another thread"),
            (RunLogLevel.Error, "failed (InvalidOperationException: outer) (FormatException: inner)"),
        ]);
        (await _store.ListAsync(other, 200, Cancelled)).Select(line => (line.Level, line.Message)).ShouldBe([(RunLogLevel.Critical, "the other")]);
        (await _store.ListAsync(run, 2, Cancelled))[0].Message.ShouldBe("on another thread");
        (await _store.ListAsync(run, 1, Cancelled))[0].At.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task TheFirstHundredAndTheLastTwoThousandLinesOfARunAreKept()
    {
        var run = await RequestAsync();
        using var logger = Logger();
        using (_log.Begin(run))
        {
            for (var line = 0; line < 2_350; line++)
            {
                logger.Information("{Line}", line);
                if (line % 300 == 299)
                    await StoreAsync();
            }
        }

        await StoreAsync();

        (await _store.ListAsync(run, 5_000, Cancelled)).Select(line => line.Message)
            .ShouldBe(Enumerable.Range(0, 100).Concat(Enumerable.Range(350, 2_000)).Select(line => $"{line}"));
    }

    [Fact]
    public async Task WhatFindsNoRoomIsCountedWhereItIsMissing()
    {
        var run = await RequestAsync();
        using var logger = Logger();
        using var _ = _log.Begin(run);

        for (var line = 0; line < RunLog.Capacity + 7; line++)
            logger.Information("{Line}", line);
        await StoreAsync();
        logger.Information("and on");
        await StoreAsync();

        (await _store.ListAsync(run, 3, Cancelled)).Select(line => (line.Level, line.Message)).ShouldBe(
        [
            (RunLogLevel.Information, $"{RunLog.Capacity - 1}"),
            (RunLogLevel.Warning, "7 lines are missing from here on: the database did not take them in time."),
            (RunLogLevel.Information, "and on"),
        ]);
    }

    [Fact]
    public async Task WhatADatabaseThatIsAwayDoesNotTakeIsStoredWhenItIsBack()
    {
        var run = await RequestAsync();
        var contexts = new LeavingContexts(database.Contexts) { IsAway = true };
        using var writer = new RunLogWriter(_log, new RunLogStore(contexts), NullLogger<RunLogWriter>.Instance);
        using var logger = Logger();
        using var _ = _log.Begin(run);

        logger.Information("while it is away");
        await writer.StoreAsync(Cancelled);
        logger.Information("still");
        await writer.StoreAsync(Cancelled);
        (await _store.ListAsync(run, 200, Cancelled)).ShouldBeEmpty();
        contexts.IsAway = false;
        await writer.StoreAsync(Cancelled);

        (await _store.ListAsync(run, 200, Cancelled)).Select(line => line.Message).ShouldBe(["while it is away", "still"]);
    }

    [Fact]
    public async Task WhatTheDatabaseNeverTakesIsCountedAndStopsNothing()
    {
        var run = await RequestAsync();
        using var logger = Logger();
        using var _ = _log.Begin(run);
        logger.Information("refused");
        logger.Information("refused, too");
        await database.ExecuteAsync("alter table training_log add constraint nothing check (false) not valid");
        using var writer = new RunLogWriter(_log, _store, NullLogger<RunLogWriter>.Instance);
        await writer.StoreAsync(Cancelled);
        await database.ExecuteAsync("alter table training_log drop constraint nothing");

        logger.Information("taken");
        await writer.StoreAsync(Cancelled);

        (await _store.ListAsync(run, 200, Cancelled)).Select(line => line.Message)
            .ShouldBe(["2 lines are missing from here on: the database did not take them in time.", "taken"]);
    }

    [Fact]
    public async Task ALineIsCutAndHoldsNothingThatCannotBeStored()
    {
        var run = await RequestAsync();
        using var logger = Logger();
        using var _ = _log.Begin(run);

        logger.Information("{Text}", "a\0b\ud800c");
        logger.Information("{Text}", new string('x', 5_000));
        await StoreAsync();

        var lines = await _store.ListAsync(run, 2, Cancelled);
        lines[0].Message.ShouldBe("a\uFFFDb\uFFFDc");
        lines[1].Message.ShouldBe(new string('x', RunLog.MaxMessage - 1) + "…");
    }

    [Fact]
    public async Task ItGoesWithTheRunAndLinesThatComeAfterwardsAreLeftOut()
    {
        var (run, other) = (await RequestAsync(), await RequestAsync());
        using var logger = Logger();
        using (_log.Begin(run))
            logger.Information("kept");
        await StoreAsync();
        (await _store.ListAsync(run, 200, Cancelled)).ShouldHaveSingleItem();

        await database.ExecuteAsync($"delete from training_runs where id = {run}");
        using (_log.Begin(run))
            logger.Information("late");
        using (_log.Begin(other))
            logger.Information("of the other");
        await StoreAsync();

        (await _store.ListAsync(run, 200, Cancelled)).ShouldBeEmpty();
        (await _store.ListAsync(other, 200, Cancelled)).ShouldHaveSingleItem().Message.ShouldBe("of the other");
    }

    private Serilog.Core.Logger Logger() => new LoggerConfiguration().MinimumLevel.Information().WriteTo.Sink(_log).CreateLogger();

    private async Task StoreAsync()
    {
        using var writer = new RunLogWriter(_log, _store, NullLogger<RunLogWriter>.Instance);
        await writer.StoreAsync(Cancelled);
    }

    private async Task<long> RequestAsync() =>
        (await database.Get<RunStore>().RequestAsync(new RunArguments("default", new Dictionary<string, string>()), idempotencyKey: null, queue: true, Cancelled)).Run.Id;

    /// <summary>The database, or none that answers.</summary>
    private sealed class LeavingContexts(IDbContextFactory<KDiffEDbContext> contexts) : IDbContextFactory<KDiffEDbContext>
    {
        internal bool IsAway { get; set; }

        public KDiffEDbContext CreateDbContext() =>
            IsAway ? throw new NpgsqlException("Nobody is there.", new System.Net.Sockets.SocketException()) : contexts.CreateDbContext();
    }
}
