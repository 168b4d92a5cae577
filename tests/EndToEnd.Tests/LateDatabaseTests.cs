using KDiffE.Domain.Runs;
using Npgsql;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Processes that start before their database is there.</summary>
public sealed class LateDatabaseTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AWorkerWaitsForItsDatabaseSaysSoEachTimeAndThenTrainsAtTheFirstAttempt()
    {
        await using var given = new Site();
        await given.InitializeAsync();
        await given.ImportAsync(users: 400, items: 200);
        var name = new NpgsqlConnectionStringBuilder(given.Database.ConnectionString).Database!;
        var run = await given.RequestAsync(epochs: 2);
        await RenameAsync(given.Database.ConnectionString, name, name + "_away");

        var worker = given.StartWorker();
        await worker.WaitForOutputAsync("looking again in 1 s", Long);
        await worker.WaitForOutputAsync("looking again in 2 s", Long);
        await RenameAsync(given.Database.ConnectionString, name + "_away", name);

        var ended = await given.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Attempt, ended.Interruptions).ShouldBe((RunState.Succeeded, 1, 0), worker.Output);
        worker.Output.ShouldContain($"The database is not there yet (3D000: database \"{name}\" does not exist)");
    }

    [Fact(Timeout = 300_000)]
    public async Task AWorkerWaitsForAServerAndStopsWhenToldTo()
    {
        await using var site = new Site($"Host=127.0.0.1;Port={Site.FreePort()};Username=nobody;Database=none");
        await site.InitializeAsync();

        var worker = site.StartWorker();
        await worker.WaitForOutputAsync("looking again in 2 s", Long);
        await worker.SignalAsync("TERM");

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0, worker.Output);
        worker.Output.ShouldContain("Connection refused");
        worker.Output.ShouldNotContain("   at ");
    }

    [Fact(Timeout = 300_000)]
    public async Task AWorkerThatIsToEndWithoutARunDoesNotTakeAServerThatIsAwayForAnEmptyOne()
    {
        await using var site = new Site($"Host=127.0.0.1;Port={Site.FreePort()};Username=nobody;Database=none");
        await site.InitializeAsync();

        var worker = site.StartIdleExitingWorker(seconds: 1);
        await worker.WaitForOutputAsync("looking again in 2 s", Long);
        worker.IsRunning.ShouldBeTrue(worker.Output);
        await worker.SignalAsync("TERM");

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0, worker.Output);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("127.0.0.1", "Connection refused")]
    [InlineData("no-such-host.invalid", "name")]
    public async Task ACommandFailsAtOnceInOneSentence(string host, string reason)
    {
        await using var site = new Site($"Host={host};Port={Site.FreePort()};Username=nobody;Database=none");
        await site.InitializeAsync();
        foreach (var command in (string[])["import /tmp", "export /tmp/never-made", "train --from-db", "train --data /tmp --publish"])
        {
            var process = site.StartCommand(command.Split(' '));

            (await process.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1, process.Output);
            process.Output.Trim().ShouldStartWith("The database of ConnectionStrings__Postgres does not answer: ");
            process.Output.Trim().ShouldNotContain("\n");
            process.Output.ShouldContain(reason);
        }
    }

    private static async Task RenameAsync(string connectionString, string from, string to)
    {
        NpgsqlConnection.ClearAllPools();
        var maintenance = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'; alter database {from} rename to {to}", connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
