namespace KDiffE.Infrastructure.Keys;

/// <summary>A client has too many keys, or none; nothing was changed.</summary>
public sealed class KeyConflictException(string message) : InvalidOperationException(message);
