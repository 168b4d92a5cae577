using System.Security.Cryptography;
using System.Text;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Keys;

/// <summary>
/// Logins of browsers. A browser keeps a random text that stands for a key and holds nothing of it; the database keeps the
/// text's hash, so that nobody can log in with what lies there.
/// </summary>
public sealed class LoginStore(IDbContextFactory<KDiffEDbContext> contexts)
{
    /// <summary>How long a login lasts, unless it is ended or its key is no longer accepted: a working day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    // As many random bits as a key has.
    private const int TextDigits = 64;

    /// <summary>Begins a login, and forgets those that are over.</summary>
    /// <param name="keyId">The key that it stands for; it exists.</param>
    /// <param name="cancellationToken">Stops the beginning; then there is no login.</param>
    /// <returns>The text, which is nowhere kept, and what it stands for.</returns>
    public async Task<(string Text, Login Login)> BeginAsync(string keyId, CancellationToken cancellationToken = default)
    {
        var (text, now) = (RandomNumberGenerator.GetHexString(TextDigits, lowercase: true), DateTimeOffset.UtcNow);
        var login = new Login(keyId, now + Lifetime);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Logins.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        context.Logins.Add(new LoginRow { TextHash = Hash(text), KeyId = keyId, ExpiresAt = login.ExpiresAt });
        await context.SaveChangesAsync(cancellationToken);
        return (text, login);
    }

    /// <summary>What a text stands for; null when there is no such login, or it is over.</summary>
    public async Task<Login?> FindAsync(string text, CancellationToken cancellationToken = default)
    {
        var (hash, now) = (Hash(text), DateTimeOffset.UtcNow);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Logins.Where(row => row.TextHash == hash && row.ExpiresAt > now)
            .Select(row => new Login(row.KeyId, row.ExpiresAt)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Ends a login, for every process at once; one that there is not stays so.</summary>
    public async Task EndAsync(string text, CancellationToken cancellationToken = default)
    {
        var hash = Hash(text);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Logins.Where(row => row.TextHash == hash).ExecuteDeleteAsync(cancellationToken);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
