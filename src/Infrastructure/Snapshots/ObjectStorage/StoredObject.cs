namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>An object as it is seen without being read.</summary>
/// <param name="Name">Its name in its place of the bucket.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenAt">When it was written, by the clock of the server.</param>
/// <param name="ETag">Another text once its content is another.</param>
/// <param name="Upload">The upload that made it, where it was asked for by itself and was made by one of ours.</param>
internal sealed record StoredObject(string Name, long Bytes, DateTimeOffset WrittenAt, string ETag, string? Upload);
