namespace KDiffE.Infrastructure.Keys;

/// <summary>A browser that somebody logged in with a key.</summary>
/// <param name="KeyId">The key's id; whether it is still accepted is asked with every request.</param>
/// <param name="ExpiresAt">When the login ends by itself.</param>
public sealed record Login(string KeyId, DateTimeOffset ExpiresAt);
