using KDiffE.Domain.Runs;
using KDiffE.TestKit.Clusters;
using Npgsql;

namespace KDiffE.EndToEnd.Tests.Faults;

/// <summary>
/// A database that freezes, is killed, has a full disk, or is taken over by its standby, while clients write and read and a model is
/// trained: recommendations never fail, and the history of what clients were told holds.
/// </summary>
[Trait("Category", "Slow")]
public sealed class DatabaseFaultTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 400_000)]
    public async Task AFrozenDatabaseCostsNoAcknowledgedWriteNoAnswerAndNoRun()
    {
        await using var cluster = await PostgresCluster.CreateAsync();
        await using var site = await JudgedSite.CreateAsync(await JudgedSite.DatabaseOnAsync(cluster));

        await SurvivesAsync(site, async () =>
        {
            await cluster.FreezeAsync();
            await Task.Delay(TimeSpan.FromSeconds(12), Cancelled);
            await cluster.ThawAsync();
        });
    }

    [Fact(Timeout = 400_000)]
    public async Task AKilledDatabaseCostsNoAcknowledgedWriteNoAnswerAndNoRun()
    {
        await using var cluster = await PostgresCluster.CreateAsync();
        await using var site = await JudgedSite.CreateAsync(await JudgedSite.DatabaseOnAsync(cluster));

        await SurvivesAsync(site, async () =>
        {
            await cluster.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(5), Cancelled);
            await cluster.StartAsync();
        });
    }

    [Fact(Timeout = 400_000)]
    public async Task AFullDiskOfTheDatabaseCostsNoAcknowledgedWriteNoAnswerAndNoRun()
    {
        var folder = Directory.CreateTempSubdirectory("kdiffe-disk-").FullName;
        await using (var disk = await SmallDisk.MountAsync(folder, "128m"))
        {
            await using var cluster = await PostgresCluster.CreateAsync();
            await cluster.GiveAsync(folder);
            await cluster.ExecuteAsync($"create tablespace small location '{folder}'");
            await using var site = await JudgedSite.CreateAsync(await JudgedSite.DatabaseOnAsync(cluster, "tablespace small"));

            await SurvivesAsync(site, async () =>
            {
                disk.Fill();
                // Pages that are there already take some rows more.
                await TestKit.Eventually.IsAsync(async () => await IsRefusedAsync(cluster));
                await Task.Delay(TimeSpan.FromSeconds(8), Cancelled);
                disk.Empty();
            });
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact(Timeout = 400_000)]
    public async Task AFailoverToAStandbyCostsNoAcknowledgedWriteNoAnswerAndNoRun()
    {
        await using var primary = await PostgresCluster.CreateAsync();
        var alone = new NpgsqlConnectionStringBuilder(await JudgedSite.DatabaseOnAsync(primary));
        await using var standby = await primary.CreateStandbyAsync();
        // What is acknowledged is at the standby, too.
        await primary.ExecuteAsync("alter system set synchronous_standby_names = '*'");
        await primary.ExecuteAsync("select pg_reload_conf()");
        alone.Host = $"{primary.Address}:{primary.Port},{standby.Address}:{standby.Port}";
        alone.TargetSessionAttributes = "primary";
        await using var site = await JudgedSite.CreateAsync(alone.ConnectionString);

        await SurvivesAsync(site, async () =>
        {
            await primary.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(3), Cancelled);
            await standby.PromoteAsync();
        });
    }

    private static async Task SurvivesAsync(JudgedSite site, Func<Task> fault)
    {
        var worker = await site.TrainAndServeAsync(apis: 2);
        var run = await site.BeginRunAsync(epochs: 150);

        await site.WhileClientsWorkAsync(fault);

        var ended = await site.EndOfAsync(run);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1), $"{ended.Error}\n{worker.Output}");
        (await site.ProblemsAsync()).ShouldBeEmpty();
    }

    private static async Task<bool> IsRefusedAsync(PostgresCluster cluster)
    {
        try
        {
            await cluster.ExecuteAsync("create temp table more as select repeat('x', 1000) from generate_series(1, 1000)", "kdiffe");
            return false;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DiskFull)
        {
            return true;
        }
    }
}
