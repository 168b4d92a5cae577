using Amazon.Runtime;
using Amazon.S3.Model;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>One object on its way into a file. Cut off, it goes on where it was; changed meanwhile, it begins anew.</summary>
/// <param name="bucket">Where it comes from.</param>
/// <param name="name">The name of the object.</param>
/// <param name="to">Takes its bytes; can seek.</param>
internal sealed class S3Download(S3Bucket bucket, string name, Stream to)
{
    private const int BufferBytes = 1 << 17;

    private readonly S3Connection _connection = bucket.Connection;
    private readonly TransferLimits _limits = bucket.Connection.Limits;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private string? _etag;

    /// <summary>Fetches the object.</summary>
    /// <returns>The bytes that came.</returns>
    /// <exception cref="ObjectStorageException">There is none, or it could not be read to its end.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var (attempt, pause, reached) = (1, _limits.Pause, 0L);
        while (true)
        {
            try
            {
                await ReadOnAsync(cancellationToken);
                return to.Length;
            }
            catch (ObjectStorageException error) when (error.Fault is ObjectStorageFault.Away or ObjectStorageFault.Changed)
            {
                (attempt, pause) = to.Position > reached && error.Fault == ObjectStorageFault.Away ? (1, _limits.Pause) : (attempt + 1, _limits.After(pause));
                if (attempt > _limits.DownloadAttempts)
                    throw;
                if (error.Fault == ObjectStorageFault.Changed)
                    Restart();
                reached = to.Position;
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _connection.Options.Bucket, Key = bucket.KeyOf(name), EtagToMatch = _etag };
        if (to.Position > 0)
            request.ByteRange = new ByteRange($"bytes={to.Position}-");
        using var answer = await _connection.AskAsync((s3, patience) => s3.GetObjectAsync(request, patience.Token), _limits.Answer, cancellationToken);
        _etag ??= answer.ETag;
        int count;
        while ((count = await _connection.AskAsync((_, patience) => ReadAsync(answer.ResponseStream, patience), _limits.Stall, cancellationToken)) > 0)
            await to.WriteAsync(_buffer.AsMemory(0, count), cancellationToken);
    }

    private async Task<int> ReadAsync(Stream body, Patience patience)
    {
        try
        {
            return await body.ReadAsync(_buffer, patience.Token);
        }
        // At the end, the client compares what came with the checksum that the server named, where it named one.
        catch (AmazonClientException error)
        {
            throw new ObjectStorageException(
                ObjectStorageFault.Damaged, $"{_connection.Options.Where} sent other bytes than it says.", "it was damaged on its way", error);
        }
    }

    private void Restart()
    {
        to.SetLength(0);
        to.Position = 0;
        _etag = null;
    }
}
