namespace KDiffE.Infrastructure.Keys;

/// <summary>What is known of a key, which is everything but its secret.</summary>
/// <param name="Id">Names the key, and is part of it; no secret.</param>
/// <param name="Client">Who has it.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="LastUsedAt">When it was last seen, to the minute; null when it never was.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
public sealed record ApiKey(
    string Id,
    string Client,
    IReadOnlyList<Role> Roles,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>The longest name of a client, in characters.</summary>
    public const int MaxClientLength = 64;

    /// <summary>Whether a text can name a client: letters and digits of ASCII, '-', '_' and '.'.</summary>
    public static bool IsClient(string text) =>
        text.Length is > 0 and <= MaxClientLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && text is not ("." or "..");

    /// <summary>Whether the key is accepted at a time.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}

/// <summary>A key that was just made.</summary>
/// <param name="Key">What is kept of it.</param>
/// <param name="Text">The key itself. It is nowhere kept, so this is the one time that it can be shown.</param>
public sealed record NewApiKey(ApiKey Key, string Text);

/// <summary>A key that is accepted, and what to compare a secret with.</summary>
/// <param name="Key">The key.</param>
/// <param name="SecretHash">The hash of its secret, as <see cref="KeyText"/> computes it.</param>
public sealed record LiveApiKey(ApiKey Key, byte[] SecretHash);
