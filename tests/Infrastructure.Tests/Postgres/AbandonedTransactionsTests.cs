using KDiffE.Infrastructure.Catalog;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>A process that falls silent in the middle of a transaction holds nobody up for long.</summary>
public sealed class AbandonedTransactionsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Insert = "insert into users (key) values ('ann') on conflict (key) do update set updated_at = now()";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneOfEntityFrameworkGivesItsRowsBack()
    {
        await using var silent = await database.Contexts.CreateDbContextAsync(Cancelled);
        await using var transaction = await silent.Database.BeginTransactionAsync(Cancelled);
        await silent.Database.ExecuteSqlRawAsync(Insert, Cancelled);

        await Eventually.IsAsync(CanInsertAsync, Limit);

        await Should.ThrowAsync<Exception>(() => transaction.CommitAsync(Cancelled));
    }

    [Fact]
    public async Task ASingleWriteGivesItsRowsBack()
    {
        var (silent, written) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = database.Get<ShortTransactions>().RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(Insert, connection);
                await command.ExecuteNonQueryAsync(Cancelled);
                written.SetResult();
                await silent.Task;
                return 0;
            },
            Cancelled);
        await written.Task;

        await Eventually.IsAsync(CanInsertAsync, Limit);

        silent.SetResult();
        await Should.ThrowAsync<NpgsqlException>(() => writing);
    }

    private async Task<bool> CanInsertAsync()
    {
        await using var command = database.DataSource.CreateCommand($"set lock_timeout = '100ms'; {Insert}");
        try
        {
            return await command.ExecuteNonQueryAsync(Cancelled) >= 0;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }
}
