namespace KDiffE.Infrastructure.Snapshots;

/// <summary>A snapshot cannot be used as asked; the message says why.</summary>
public sealed class SnapshotUseException(string message) : InvalidOperationException(message);
