using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>
/// Has the database end transactions of Entity Framework whose process is not heard of any more, because it is frozen or the
/// network has cut it off: until the operating system gives such a connection up, hours later, everybody else would wait for
/// its rows and locks.
/// </summary>
internal sealed class AbandonedTransactions : DbTransactionInterceptor
{
    /// <inheritdoc/>
    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        using var command = Limit(connection, result);
        command.ExecuteNonQuery();
        return result;
    }

    /// <inheritdoc/>
    public override async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        await using var command = Limit(connection, result);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return result;
    }

    private static DbCommand Limit(DbConnection connection, DbTransaction transaction)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, SessionSettings.Short);
        return command;
    }
}
