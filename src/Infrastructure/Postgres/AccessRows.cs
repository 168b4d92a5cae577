namespace KDiffE.Infrastructure.Postgres;

/// <summary>A key of the API.</summary>
public sealed class ApiKeyRow
{
    /// <summary>The part of the key that names it, and is no secret.</summary>
    public required string Id { get; init; }

    /// <summary>Who has it.</summary>
    public required string Client { get; init; }

    /// <summary>What it may do, in lower case.</summary>
    public required string[] Roles { get; init; }

    /// <summary>The SHA-256 of its secret.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last seen; each process writes it once a minute at most.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>When it was revoked. A row stays: once there was a key, the API is never open again.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A browser that is logged in.</summary>
public sealed class LoginRow
{
    /// <summary>The SHA-256 of the text that the browser has.</summary>
    public required byte[] TextHash { get; init; }

    /// <summary>The key that it stands for.</summary>
    public required string KeyId { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
