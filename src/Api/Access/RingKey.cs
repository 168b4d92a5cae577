using System.Security.Cryptography;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Access;

/// <summary>A key that is accepted, as requests need it.</summary>
internal sealed class RingKey(LiveApiKey live)
{
    private long _noted = live.Key.LastUsedAt?.UtcTicks ?? 0;

    /// <summary>The key.</summary>
    public ApiKey Key => live.Key;

    /// <summary>Who comes with it; the same for all requests.</summary>
    public CallerPrincipal Principal { get; } = Caller.Of(live.Key.Client, live.Key.Id, live.Key.Roles);

    /// <summary>How the log tells of it.</summary>
    public LoggedCaller Logged { get; } = new(live.Key.Client, live.Key.Id);

    /// <summary>Whether a secret is the key's, in a time that does not tell how much of it is right.</summary>
    public bool Matches(ReadOnlySpan<byte> secretHash) => CryptographicOperations.FixedTimeEquals(secretHash, live.SecretHash);

    /// <summary>Whether its last use was noted longer ago than <paramref name="every"/>; whoever is told so notes it.</summary>
    public bool NeedsNote(DateTimeOffset now, TimeSpan every)
    {
        var noted = Volatile.Read(ref _noted);
        return now.UtcTicks - noted >= every.Ticks && Interlocked.CompareExchange(ref _noted, now.UtcTicks, noted) == noted;
    }
}
