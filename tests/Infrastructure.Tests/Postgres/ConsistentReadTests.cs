using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Postgres;

public sealed class ConsistentReadTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitsForAFirstRowThatTakesLongerThanOtherCommandsMay()
    {
        await using var hasty = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { CommandTimeout = 1 });
        await using var read = await ConsistentRead.OpenAsync(hasty, Cancellation);
        var numbers = new List<int>();

        read.Copy("select 7 from pg_sleep(2)", row => numbers.Add(row.Read<int>()), Cancellation);

        numbers.ShouldBe([7]);
    }

    [Fact]
    public async Task NeedNotWaitForTheFirstRowWhenCancelled()
    {
        await using var read = await ConsistentRead.OpenAsync(database.DataSource, Cancellation);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var copying = Task.Run(() => read.Copy("select 7 from pg_sleep(600)", _ => { }, soon.Token), Cancellation);

        await Should.ThrowAsync<OperationCanceledException>(() => copying.WaitAsync(TimeSpan.FromMinutes(2), Cancellation));
    }

    [Fact]
    public async Task SeesTheDatabaseAsItWasWhenItWasOpened()
    {
        await using var read = await ConsistentRead.OpenAsync(database.DataSource, Cancellation);
        (await CountAsync(read)).ShouldBe(0);

        await database.ExecuteAsync("insert into users (key) values ('late')");

        (await CountAsync(read)).ShouldBe(0);
        await using var next = await ConsistentRead.OpenAsync(database.DataSource, Cancellation);
        (await CountAsync(next)).ShouldBe(1);
    }

    private static async Task<long> CountAsync(ConsistentRead read)
    {
        await using var command = read.Command("select count(*) from users");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
