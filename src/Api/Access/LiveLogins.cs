using System.Collections.Concurrent;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Postgres;

namespace KDiffE.Api.Access;

/// <summary>
/// Logins, looked up with every request, so that one that is ended is refused at once. While the database is away, those that
/// were found before stay: that is when one looks what is wrong.
/// </summary>
internal sealed class LiveLogins(LoginStore store, KeyRing ring, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Login> _found = new(StringComparer.Ordinal);

    /// <summary>The key that the text of a cookie stands for, if both are still accepted.</summary>
    /// <returns>The key; and whether it is certain that there is none, which it is not while the database is away.</returns>
    public async Task<(RingKey? Key, bool Certain)> FindAsync(string text, CancellationToken cancellationToken)
    {
        var (login, certain) = await FindLoginAsync(text, cancellationToken);
        return login is null ? (null, certain) : await ring.FindAsync(login.KeyId, cancellationToken);
    }

    private async Task<(Login? Login, bool Certain)> FindLoginAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var login = await store.FindAsync(text, cancellationToken);
            Note(text, login);
            return (login, true);
        }
        catch (Exception error) when (TransientErrors.IsAway(error))
        {
            return _found.TryGetValue(text, out var known) && known.ExpiresAt > time.GetUtcNow() ? (known, true) : (null, false);
        }
    }

    private void Note(string text, Login? login)
    {
        if (login is null)
        {
            _found.TryRemove(text, out _);
            return;
        }

        if (!_found.TryAdd(text, login))
            return;
        foreach (var (over, _) in _found.Where(found => found.Value.ExpiresAt <= time.GetUtcNow()))
            _found.TryRemove(over, out _);
    }
}
