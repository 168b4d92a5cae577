namespace KDiffE.Api.Serving;

/// <summary>A request needs a snapshot, and none is loaded at this moment.</summary>
/// <param name="reason">What keeps it, for clients.</param>
internal sealed class NoSnapshotException(string reason) : Exception(reason);
