using Amazon.S3.Model;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>
/// One file on its way into the bucket: it is seen there as a whole, or not at all, and takes no other object's place. Large files
/// go in parts, each of which is sent again by itself when it did not arrive.
/// </summary>
/// <param name="bucket">Where it goes.</param>
/// <param name="name">The name of the object.</param>
/// <param name="path">The file.</param>
internal sealed class S3Upload(S3Bucket bucket, string name, string path)
{
    /// <summary>The entry of an object's metadata that says which upload made it.</summary>
    internal const string Mark = "kdiffe-upload";

    // S3 takes no more; they grow for files of more than 300 GB.
    private const int MostParts = 10_000;

    private readonly S3Connection _connection = bucket.Connection;
    private readonly TransferLimits _limits = bucket.Connection.Limits;
    private readonly string _bucket = bucket.Connection.Options.Bucket;
    private readonly string _key = bucket.KeyOf(name);
    private readonly string _mark = Guid.NewGuid().ToString("N");

    /// <summary>Sends the file, for as long as the storage comes back within <see cref="TransferLimits.SavePatience"/>.</summary>
    /// <returns>The bytes that were sent.</returns>
    /// <exception cref="ObjectStorageException">It could not be sent, or there is another object of this name.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var bytes = new FileInfo(path).Length;
        ObjectStorageException? refusal = null;
        try
        {
            await (bytes <= _limits.PartBytes ? PutAsync(cancellationToken) : PutPartsAsync(bytes, cancellationToken));
        }
        // Either somebody else was first, or a request was carried out, its answer was lost, and its repetition met itself.
        catch (ObjectStorageException error) when (error.Fault is ObjectStorageFault.Changed or ObjectStorageFault.Missing)
        {
            refusal = error;
        }

        var stored = await bucket.FindAsync(name, insist: true, cancellationToken);
        if (stored is { } there && there.Upload == _mark && there.Bytes == bytes)
            return bytes;
        throw stored is null ? refusal ?? Lost() : Taken(_connection.Options, _key);
    }

    /// <summary>What to throw where there is an object already.</summary>
    internal static ObjectStorageException Taken(S3Options options, string key) => new(
        ObjectStorageFault.Changed, $"Snapshot {key} exists already in {options.Where}, and snapshots never change.", "it exists already", inner: null);

    private ObjectStorageException Lost() => new(
        ObjectStorageFault.Refused, $"{S3Options.Section}: {_connection.Options.Where} took {_key} and does not have it.", "object storage loses what it is given", inner: null);

    private Task PutAsync(CancellationToken cancellationToken) => IfAbsentAsync(
        condition => _connection.InsistAsync(
            (s3, patience) =>
            {
                var request = new PutObjectRequest
                {
                    BucketName = _bucket,
                    Key = _key,
                    FilePath = path,
                    UseChunkEncoding = false,
                    IfNoneMatch = condition,
                    StreamTransferProgress = (_, _) => patience.Progress(),
                };
                request.Metadata[Mark] = _mark;
                return s3.PutObjectAsync(request, patience.Token);
            },
            _limits.Stall, cancellationToken),
        cancellationToken);

    private async Task PutPartsAsync(long bytes, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = _key };
        begin.Metadata[Mark] = _mark;
        var upload = (await _connection.InsistAsync((s3, patience) => s3.InitiateMultipartUploadAsync(begin, patience.Token), _limits.Answer, cancellationToken)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            var size = Math.Max(_limits.PartBytes, (bytes + MostParts - 1) / MostParts);
            for (var from = 0L; from < bytes; from += size)
                parts.Add(await PutPartAsync(upload, parts.Count + 1, from, Math.Min(size, bytes - from), cancellationToken));
            await IfAbsentAsync(
                condition =>
                {
                    var request = new CompleteMultipartUploadRequest { BucketName = _bucket, Key = _key, UploadId = upload, PartETags = parts, IfNoneMatch = condition };
                    return _connection.InsistAsync((s3, patience) => s3.CompleteMultipartUploadAsync(request, patience.Token), _limits.Completion, cancellationToken);
                },
                cancellationToken);
        }
        catch
        {
            await GiveUpAsync(upload);
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(string upload, int number, long from, long size, CancellationToken cancellationToken)
    {
        var answer = await _connection.InsistAsync(
            (s3, patience) =>
            {
                var request = new UploadPartRequest
                {
                    BucketName = _bucket,
                    Key = _key,
                    UploadId = upload,
                    PartNumber = number,
                    FilePath = path,
                    FilePosition = from,
                    PartSize = size,
                    UseChunkEncoding = false,
                    StreamTransferProgress = (_, _) => patience.Progress(),
                };
                return s3.UploadPartAsync(request, patience.Token);
            },
            _limits.Stall, cancellationToken);
        return new PartETag(number, answer.ETag);
    }

    // A server that knows no conditions is not asked for them again; what is there is looked for at the last moment.
    private async Task IfAbsentAsync<T>(Func<string?, Task<T>> put, CancellationToken cancellationToken)
    {
        try
        {
            if (_connection.TakesConditions)
            {
                await put("*");
                return;
            }
        }
        catch (ObjectStorageException error) when (error.Fault == ObjectStorageFault.Unsupported)
        {
            _connection.TakesConditions = false;
        }

        if (await bucket.FindAsync(name, insist: true, cancellationToken) is not null)
            throw Taken(_connection.Options, _key);
        await put(null);
    }

    private async Task GiveUpAsync(string upload)
    {
        try
        {
            await bucket.AbortAsync(_key, upload, CancellationToken.None);
        }
        catch (ObjectStorageException)
        {
            // A later save gives it up.
        }
    }
}
