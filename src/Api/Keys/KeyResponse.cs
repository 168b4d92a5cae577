using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Keys;

/// <summary>A key, without its secret.</summary>
/// <param name="Id">What it is revoked by; it is part of the key.</param>
/// <param name="Client">Who has it.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Live">Whether it is accepted.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null when it never was.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
public sealed record KeyResponse(
    string Id, string Client, IReadOnlyList<Role> Roles, bool Live,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    internal static KeyResponse Of(ApiKey key, DateTimeOffset now) => new(
        key.Id, key.Client, key.Roles, key.IsLive(now), key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt);
}

/// <summary>A key that was just made.</summary>
/// <param name="Key">The key itself, in this answer and never again.</param>
/// <param name="About">What is kept of it.</param>
public sealed record NewKeyResponse(string Key, KeyResponse About);

/// <summary>Every key.</summary>
/// <param name="Keys">By client and age, those that are no longer accepted included.</param>
public sealed record KeysResponse(IReadOnlyList<KeyResponse> Keys);
