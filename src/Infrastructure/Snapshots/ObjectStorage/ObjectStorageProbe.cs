namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>Finds out whether the bucket can be used.</summary>
public sealed class ObjectStorageProbe
{
    private readonly S3Connection _connection;

    internal ObjectStorageProbe(S3Connection connection) => _connection = connection;

    /// <summary>Writes a short object, reads it and deletes it.</summary>
    /// <returns>Which bucket that was, for people.</returns>
    /// <exception cref="ObjectStorageException">It cannot be done; the message names the setting.</exception>
    public async Task<string> TryAsync(CancellationToken cancellationToken)
    {
        await new S3Bucket(_connection, place: "").TryOutAsync(cancellationToken);
        return _connection.Options.Where;
    }
}
