using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Of the workers that look for new items, one at a time places them.</summary>
public sealed class ExtensionTurn(NpgsqlDataSource dataSource)
{
    /// <summary>Takes the turn; null where another worker has it. It ends with what is returned, or with the process.</summary>
    public async Task<IAsyncDisposable?> TryTakeAsync(CancellationToken cancellationToken = default)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            if (await AdvisoryLock.TryAcquireAsync(connection, LockKey.Extension, cancellationToken) is { } held)
                return new Turn(connection, held);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private sealed class Turn(NpgsqlConnection connection, AdvisoryLock held) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await held.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
