using KDiffE.Infrastructure.Jobs;
using KDiffE.Tests.Shared;

namespace KDiffE.Infrastructure.Tests.Jobs.Hangfire;

/// <summary>Hangfire's cron asks for both day fields where a schedule asks for either.</summary>
public sealed class HangfireScheduleTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task ADayThatEitherFieldNamesCounts()
    {
        await using var workers = new Workers("hangfire", database.ConnectionString);
        await workers.Queue.SetScheduleAsync("nightly", CronSchedule.Parse("0 3 13 * 5-7"), TestContext.Current.CancellationToken);
        var both = await CronsAsync();

        await workers.Queue.SetScheduleAsync("nightly", CronSchedule.Parse("0 3 1-31 * fri"), TestContext.Current.CancellationToken);

        both.ShouldBe(["0 3 * * SUN,FRI,SAT", "0 3 13 * *"]);
        (await CronsAsync()).ShouldBe(["0 3 * * FRI"]);
    }

    private Task<List<string>> CronsAsync() =>
        database.QueryAsync<string>("select value from hangfire.hash where key like 'recurring-job:nightly#%' and field = 'Cron' order by value collate \"C\"");
}
