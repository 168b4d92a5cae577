using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>
/// Snapshots as objects <c>&lt;version&gt;.safetensors</c> in a bucket, with a folder of this machine before it. What was fetched
/// and verified is opened from there from then on, so that a process serves and starts while the storage is away.
/// </summary>
/// <param name="bucket">Holds the snapshots.</param>
/// <param name="cache">Holds those that were opened here. A version is never another file, so what is in it is never asked for again.</param>
/// <param name="room">How many of them.</param>
/// <param name="meter">Is told of what is moved.</param>
/// <param name="logger">Is told what is wrong with the cache.</param>
internal sealed partial class S3SnapshotStore(S3Bucket bucket, FolderSnapshotStore cache, CacheRoom room, ObjectStorageMeter meter, ILogger<S3SnapshotStore> logger)
    : ISnapshotStore
{
    private const string ServedObject = "served.txt";

    /// <inheritdoc/>
    public async Task CheckWritableAsync(CancellationToken cancellationToken = default)
    {
        await cache.CheckWritableAsync(cancellationToken);
        await bucket.TryOutAsync(cancellationToken);
        await bucket.AbortAbandonedAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task SaveAsync(SnapshotContent content, CancellationToken cancellationToken = default)
    {
        var version = content.Metadata.Version;
        var name = SnapshotFile.NameOf(version);
        if (await bucket.FindAsync(name, insist: true, cancellationToken) is not null)
            throw S3Upload.Taken(bucket.Connection.Options, bucket.KeyOf(name));
        // What a process that was killed in between has left here is not what is stored there.
        await cache.DeleteAsync(version, cancellationToken);
        await cache.SaveAsync(content, cancellationToken);
        try
        {
            await meter.UploadAsync(() => new S3Upload(bucket, name, cache.PathOf(version)).RunAsync(cancellationToken));
        }
        catch
        {
            await cache.DeleteAsync(version, CancellationToken.None);
            throw;
        }

        await MakeRoomAsync();
    }

    /// <inheritdoc/>
    public async Task<Snapshot> OpenAsync(string version, CancellationToken cancellationToken = default)
    {
        var name = SnapshotFile.NameOf(version);
        if (await OpenCachedAsync(version, cancellationToken) is { } cached)
            return cached;
        try
        {
            return await FetchAsync(name, version, cancellationToken);
        }
        // It may have been damaged on its way.
        catch (InvalidSnapshotException error) when (!error.IsUnreadable)
        {
            return await FetchAsync(name, version, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> StampAsync(string version, CancellationToken cancellationToken = default)
    {
        if (!SnapshotMetadata.IsVersion(version))
            return null;
        if (await cache.StampAsync(version, cancellationToken) is { } cached)
            return $"cached {cached}";
        return await FindAsync(version, cancellationToken) is { } stored ? FormattableString.Invariant($"{stored.Bytes} {stored.ETag}") : null;
    }

    /// <inheritdoc/>
    public async Task<long?> SizeAsync(string version, CancellationToken cancellationToken = default) =>
        SnapshotMetadata.IsVersion(version) ? await cache.SizeAsync(version, cancellationToken) ?? (await FindAsync(version, cancellationToken))?.Bytes : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredSnapshot>> ListAsync(CancellationToken cancellationToken = default) =>
    [
        .. from stored in await bucket.ListAsync(cancellationToken)
           where Path.GetExtension(stored.Name) == Path.GetExtension(SnapshotFile.Pattern)
           let version = Path.GetFileNameWithoutExtension(stored.Name)
           where SnapshotMetadata.IsVersion(version)
           select new StoredSnapshot(version, stored.Bytes, stored.WrittenAt),
    ];

    /// <inheritdoc/>
    public async Task DeleteAsync(string version, CancellationToken cancellationToken = default)
    {
        await bucket.DeleteAsync(SnapshotFile.NameOf(version), cancellationToken);
        await cache.DeleteAsync(version, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task NoteServedAsync(IReadOnlyList<string> versions, CancellationToken cancellationToken = default)
    {
        await cache.MakeAsync(cancellationToken);
        await cache.NoteServedAsync(versions, cancellationToken);
        await bucket.WriteTextAsync(ServedObject, string.Concat(versions.Select(version => version + "\n")), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListServedAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await bucket.ReadTextAsync(ServedObject, cancellationToken) is { } noted
                ? [.. noted.Split('\n').Where(SnapshotMetadata.IsVersion)]
                : [.. (await ListAsync(cancellationToken)).Select(stored => stored.Version).OrderDescending(StringComparer.Ordinal)];
        }
        // All others are out of reach.
        catch (ObjectStorageException)
        {
            var here = (await cache.ListAsync(cancellationToken)).Select(stored => stored.Version).ToHashSet(StringComparer.Ordinal);
            return [.. (await cache.ListServedAsync(cancellationToken)).Where(here.Contains)];
        }
    }

    // Null also while the storage is away.
    private async Task<StoredObject?> FindAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            return await bucket.FindAsync(SnapshotFile.NameOf(version), insist: false, cancellationToken);
        }
        catch (ObjectStorageException)
        {
            return null;
        }
    }

    private async Task<Snapshot?> OpenCachedAsync(string version, CancellationToken cancellationToken)
    {
        if (await cache.StampAsync(version, cancellationToken) is null)
            return null;
        try
        {
            var snapshot = await cache.OpenAsync(version, cancellationToken);
            cache.Touch(version);
            return snapshot;
        }
        catch (InvalidSnapshotException error) when (error.InnerException is not OutOfMemoryException)
        {
            LogDamaged(version, error.Reason);
            await cache.DeleteAsync(version, cancellationToken);
            return null;
        }
    }

    private async Task<Snapshot> FetchAsync(string name, string version, CancellationToken cancellationToken)
    {
        Snapshot snapshot;
        try
        {
            snapshot = await cache.AddAsync(version, file => meter.DownloadAsync(() => new S3Download(bucket, name, file).RunAsync(cancellationToken)), cancellationToken);
        }
        catch (ObjectStorageException error)
        {
            throw Refused(version, error, error.Reason, isUnreadable: error.Fault != ObjectStorageFault.Damaged);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(version, WritableFolder.Refused(cache.Folder, FolderSnapshotStore.FolderKey, error), "the folder of snapshots cannot be written", isUnreadable: true);
        }
        catch (InvalidSnapshotException error)
        {
            throw Refused(version, error, error.Reason, error.IsUnreadable);
        }

        await MakeRoomAsync();
        return snapshot;
    }

    private InvalidSnapshotException Refused(string version, Exception error, string reason, bool isUnreadable)
    {
        var why = error is InvalidSnapshotException ? reason : error.Message;
        return new InvalidSnapshotException($"Snapshot {version} of {bucket.Connection.Options.Where} is refused: {why}", error) { Reason = reason, IsUnreadable = isUnreadable };
    }

    // A file too many is no reason to fail, and neither is a stop: what came or went before is there.
    private async Task MakeRoomAsync()
    {
        try
        {
            var served = (await cache.ListServedAsync()).Take(room.Served).ToHashSet(StringComparer.Ordinal);
            foreach (var old in (await cache.ListAsync()).OrderByDescending(stored => stored.WrittenAt).Skip(room.Opened))
            {
                if (!served.Contains(old.Version))
                    await cache.DeleteAsync(old.Version);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogFull(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The cached file of snapshot {Version} is damaged and fetched again: {Reason}")]
    private partial void LogDamaged(string version, string reason);

    [LoggerMessage(LogLevel.Warning, "Old files of the cache of snapshots cannot be deleted: {Reason}")]
    private partial void LogFull(string reason);
}
