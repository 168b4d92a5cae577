namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>What a cache of snapshots keeps; all else is deleted from it whenever a file has come.</summary>
/// <param name="Served">How many of those that were noted as served, the last first: the active one and the ways back.</param>
/// <param name="Opened">How many of those that were opened last: a canary is among them, and what somebody looks at.</param>
internal sealed record CacheRoom(int Served, int Opened);
