namespace KDiffE.Domain.Snapshots;

/// <summary>A snapshot that was refused; the message names the file and the reason.</summary>
public sealed class InvalidSnapshotException(string message, Exception? inner = null) : Exception(message, inner);
