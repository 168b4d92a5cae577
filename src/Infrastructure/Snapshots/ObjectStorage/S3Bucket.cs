using Amazon.S3.Model;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>The objects of one place in the bucket, by their names there. Everything throws <see cref="ObjectStorageException"/>.</summary>
/// <param name="connection">The bucket.</param>
/// <param name="place">What comes between its prefix and the names: empty, or a word and a slash.</param>
internal sealed class S3Bucket(S3Connection connection, string place)
{
    // Nobody uploads one file for this long: what is older was left by a process that was killed, and costs.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly string _bucket = connection.Options.Bucket;
    private readonly string _prefix = connection.Options.KeyPrefix + place;

    /// <summary>How the objects are reached.</summary>
    public S3Connection Connection => connection;

    /// <summary>The key of an object.</summary>
    public string KeyOf(string name) => _prefix + name;

    /// <summary>What is stored under a name; null where nothing is.</summary>
    /// <param name="name">The object.</param>
    /// <param name="insist">Whether to wait for a storage that is away.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoredObject?> FindAsync(string name, bool insist, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = _bucket, Key = KeyOf(name) };
            var answer = await (insist
                ? connection.InsistAsync((s3, patience) => s3.GetObjectMetadataAsync(request, patience.Token), connection.Limits.Answer, cancellationToken)
                : connection.AskAsync((s3, patience) => s3.GetObjectMetadataAsync(request, patience.Token), connection.Limits.Answer, cancellationToken));
            return new StoredObject(name, answer.ContentLength, At(answer.LastModified), answer.ETag, answer.Metadata[S3Upload.Mark]);
        }
        catch (ObjectStorageException error) when (error.Fault == ObjectStorageFault.Missing)
        {
            return null;
        }
    }

    /// <summary>All objects here whose names have no slash.</summary>
    public async Task<IReadOnlyList<StoredObject>> ListAsync(CancellationToken cancellationToken)
    {
        var objects = new List<StoredObject>();
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix, Delimiter = "/" };
        ListObjectsV2Response page;
        do
        {
            page = await connection.AskAsync((s3, patience) => s3.ListObjectsV2Async(request, patience.Token), connection.Limits.Answer, cancellationToken);
            objects.AddRange((page.S3Objects ?? []).Select(
                found => new StoredObject(found.Key[_prefix.Length..], found.Size ?? 0, At(found.LastModified), found.ETag, Upload: null)));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return objects;
    }

    /// <summary>Reads a short text; null where there is none.</summary>
    public async Task<string?> ReadTextAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.AskAsync(
                async (s3, patience) =>
                {
                    using var answer = await s3.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = KeyOf(name) }, patience.Token);
                    using var reader = new StreamReader(answer.ResponseStream);
                    return await reader.ReadToEndAsync(patience.Token);
                },
                connection.Limits.Answer, cancellationToken);
        }
        catch (ObjectStorageException error) when (error.Fault == ObjectStorageFault.Missing)
        {
            return null;
        }
    }

    /// <summary>Writes a short text, in place of what was there.</summary>
    public Task WriteTextAsync(string name, string text, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = _bucket, Key = KeyOf(name), ContentBody = text, UseChunkEncoding = false };
        return connection.AskAsync((s3, patience) => s3.PutObjectAsync(request, patience.Token), connection.Limits.Answer, cancellationToken);
    }

    /// <summary>Deletes an object; nothing happens when there is none.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _bucket, Key = KeyOf(name) };
        try
        {
            await connection.AskAsync((s3, patience) => s3.DeleteObjectAsync(request, patience.Token), connection.Limits.Answer, cancellationToken);
        }
        catch (ObjectStorageException error) when (error.Fault == ObjectStorageFault.Missing)
        {
            // Some servers mind.
        }
    }

    /// <summary>Writes an object, reads it and deletes it, to see whether that can be done.</summary>
    public async Task TryOutAsync(CancellationToken cancellationToken)
    {
        var name = $".trial.{Guid.NewGuid():N}";
        await WriteTextAsync(name, name, cancellationToken);
        var read = await ReadTextAsync(name, cancellationToken);
        await DeleteAsync(name, cancellationToken);
        if (read != name)
            throw new ObjectStorageException(ObjectStorageFault.Refused, $"{S3Options.Section}: {connection.Options.Where} does not give back what was written.", "object storage loses what it is given", inner: null);
    }

    /// <summary>Gives up uploads that were begun long ago: their parts are kept, and paid for, until then.</summary>
    public async Task AbortAbandonedAsync(CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = _bucket, Prefix = _prefix };
        var begun = await connection.AskAsync((s3, patience) => s3.ListMultipartUploadsAsync(request, patience.Token), connection.Limits.Answer, cancellationToken);
        foreach (var upload in (begun.MultipartUploads ?? []).Where(upload => At(upload.Initiated) < DateTimeOffset.UtcNow - Abandoned))
            await AbortAsync(upload.Key, upload.UploadId, cancellationToken);
    }

    /// <summary>Gives up an upload, where it is not complete or given up already.</summary>
    /// <param name="key">The key that it was to have.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AbortAsync(string key, string upload, CancellationToken cancellationToken)
    {
        var request = new AbortMultipartUploadRequest { BucketName = _bucket, Key = key, UploadId = upload };
        try
        {
            await connection.AskAsync((s3, patience) => s3.AbortMultipartUploadAsync(request, patience.Token), connection.Limits.Answer, cancellationToken);
        }
        catch (ObjectStorageException error) when (error.Fault == ObjectStorageFault.Missing)
        {
            // That was done before.
        }
    }

    private static DateTimeOffset At(DateTime? time) => new((time ?? DateTime.UnixEpoch).ToUniversalTime());
}
