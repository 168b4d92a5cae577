using System.IO.Pipelines;
using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>Rows on their way out of the database; never more of them are in memory than fit into a buffer.</summary>
public sealed class BulkRows : IAsyncDisposable
{
    private const int FlushBytes = 1 << 16;

    private readonly ConsistentRead _read;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _rows;
    private readonly IRowText _text;
    private bool _ended;

    internal BulkRows(ConsistentRead read, NpgsqlCommand command, NpgsqlDataReader rows, IRowText text) =>
        (_read, _command, _rows, _text) = (read, command, rows, text);

    /// <summary>Writes all of them. Whoever reads slowly has the database wait.</summary>
    /// <param name="body">Where to; what is written by then is flushed at the end.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task WriteAsync(PipeWriter body, CancellationToken cancellationToken = default)
    {
        _text.Begin(body);
        while (await _rows.ReadAsync(cancellationToken))
        {
            _text.Write(body, _rows);
            if (body.UnflushedBytes >= FlushBytes && (await body.FlushAsync(cancellationToken)).IsCompleted)
                throw new OperationCanceledException("Nobody reads any more.");
        }

        _ended = true;
        await body.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Else all rows that are left would come and be thrown away.
        if (!_ended)
            _command.Cancel();
        try
        {
            await _rows.DisposeAsync();
        }
        catch (Exception) when (!_ended)
        {
            // It was cancelled, or its connection is lost.
        }

        await _command.DisposeAsync();
        await _read.DisposeAsync();
    }
}
