namespace KDiffE.Domain.Snapshots;

/// <summary>A snapshot that lies in a store, as it is seen without being opened.</summary>
/// <param name="Version">Its version, which is its name there.</param>
/// <param name="Bytes">The size of its file.</param>
/// <param name="WrittenAt">When the file was written, by the clock of the store.</param>
public sealed record StoredSnapshot(string Version, long Bytes, DateTimeOffset WrittenAt);
