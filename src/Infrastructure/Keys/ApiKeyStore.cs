using KDiffE.Domain.Audit;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Keys;

/// <summary>The keys of the API: made, listed, rotated, revoked. Of a secret, the database has the hash alone.</summary>
public sealed class ApiKeyStore(IDbContextFactory<KDiffEDbContext> contexts, AuditLog audit)
{
    /// <summary>How many keys of a client are accepted at once: one in use, and the one that takes its place.</summary>
    public const int MaxPerClient = 2;

    /// <summary>How many keys are accepted at once. Every API process keeps all of them in memory.</summary>
    public const int MaxLive = 1000;

    /// <summary>Makes the first key of a client.</summary>
    /// <param name="client">A name, as <see cref="ApiKey.IsClient"/> says.</param>
    /// <param name="roles">What it may do; one role at least.</param>
    /// <param name="expiresAt">From when on it is refused; null for never.</param>
    /// <param name="cancellationToken">Stops the making; then there is no key.</param>
    /// <exception cref="KeyConflictException">The client has a key that is accepted, or there are <see cref="MaxLive"/>.</exception>
    public async Task<NewApiKey> CreateAsync(
        string client, IReadOnlyCollection<Role> roles, DateTimeOffset? expiresAt, CancellationToken cancellationToken = default)
    {
        var (id, text, hash) = KeyText.Create();
        return new NewApiKey(await AddFirstAsync(client, roles, expiresAt, (id, hash), cancellationToken), text);
    }

    /// <summary>
    /// Makes the first key of a client of a text that was drawn elsewhere, so that whoever sets a service up knows it before
    /// there is a database. Doing it again changes nothing, also when the key was revoked since.
    /// </summary>
    /// <param name="text">The key, as <see cref="KeyText"/> has it.</param>
    /// <param name="client">A name, as <see cref="ApiKey.IsClient"/> says.</param>
    /// <param name="roles">What it may do; one role at least.</param>
    /// <param name="expiresAt">From when on it is refused; null for never.</param>
    /// <param name="cancellationToken">Stops the making; then there is no key.</param>
    /// <returns>The key as it is then.</returns>
    /// <exception cref="FormatException">The text does not have the form of a key.</exception>
    /// <exception cref="KeyConflictException">Its id is that of another key, or as <see cref="CreateAsync"/> says.</exception>
    public async Task<ApiKey> EnterAsync(
        string text, string client, IReadOnlyCollection<Role> roles, DateTimeOffset? expiresAt, CancellationToken cancellationToken = default)
    {
        var hash = new byte[KeyText.HashBytes];
        if (!KeyText.TryRead(text, out var id, hash) || !id.All(char.IsAsciiHexDigitLower))
            throw new FormatException("It is no key: one is kdiffe_, 12 hexadecimal digits in small letters, _ and 64 more.");
        var key = await AddFirstAsync(client, roles, expiresAt, (id, hash), cancellationToken);
        return key.Roles.ToHashSet().SetEquals(roles)
            ? key
            : throw new KeyConflictException($"The key {id} of {client} is there already, for {string.Join(", ", key.Roles.Select(Name))}; what a key may do does not change.");
    }

    /// <summary>Makes a second key of a client, with the roles and the lifetime of the newest one, which stays accepted until it is revoked.</summary>
    /// <exception cref="KeyConflictException">The client has no key that is accepted, or has two, or there are <see cref="MaxLive"/>.</exception>
    public async Task<NewApiKey> RotateAsync(string client, CancellationToken cancellationToken = default)
    {
        var (id, text, hash) = KeyText.Create();
        var key = await AddAsync(
            client, AuditAction.KeyRotated,
            (live, now) => live switch
            {
                [] => throw new KeyConflictException($"{client} has no key that could be rotated; create one."),
                { Count: >= MaxPerClient } => throw new KeyConflictException($"{client} has {MaxPerClient} keys already ({Ids(live)}); revoke the one that is no longer used first."),
                [.., var newest] => (newest.Roles, now + (newest.ExpiresAt - newest.CreatedAt)),
            },
            (id, hash), cancellationToken);
        return new NewApiKey(key, text);
    }

    /// <summary>Has a key refused from now on; every API process does so within two seconds.</summary>
    /// <returns>The key as it is then; null when there is none of this id. One that was revoked before stays as it was.</returns>
    public async Task<ApiKey?> RevokeAsync(string id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await context.ApiKeys.Where(key => key.Id == id && key.RevokedAt == null)
            .ExecuteUpdateAsync(key => key.SetProperty(x => x.RevokedAt, _ => DateTimeOffset.UtcNow), cancellationToken);
        if (await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Id == id, cancellationToken) is not { } row)
            return null;
        if (revoked > 0)
            await audit.AppendAsync(context, AuditAction.KeyRevoked, id, new { row.Client }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Read(row);
    }

    /// <summary>All keys, those that are no longer accepted included, by client and age.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.ApiKeys.AsNoTracking().OrderBy(key => key.Client).ThenBy(key => key.CreatedAt).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>The keys that are accepted now, and whether there ever was one.</summary>
    public async Task<(IReadOnlyList<LiveApiKey> Live, bool AnyMade)> GetLiveAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Live(context, DateTimeOffset.UtcNow).ToListAsync(cancellationToken);
        return ([.. rows.Select(row => new LiveApiKey(Read(row), row.SecretHash))], rows.Count > 0 || await context.ApiKeys.AnyAsync(cancellationToken));
    }

    /// <summary>Notes when keys were last used, of each the latest time that any process says.</summary>
    public async Task NoteUsedAsync(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> used, CancellationToken cancellationToken = default)
    {
        var (ids, times) = (used.Select(use => use.Key).ToArray(), used.Select(use => use.Value).ToArray());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            update api_keys set last_used_at = greatest(last_used_at, used.at)
            from unnest({ids}, {times}) as used (id, at) where api_keys.id = used.id
            """, cancellationToken);
    }

    private Task<ApiKey> AddFirstAsync(
        string client, IReadOnlyCollection<Role> roles, DateTimeOffset? expiresAt, (string Id, byte[] Hash) drawn, CancellationToken cancellationToken) => AddAsync(
        client, AuditAction.KeyCreated,
        (live, _) => live.Count == 0
            ? ([.. roles.Distinct().Order().Select(Name)], expiresAt)
            : throw new KeyConflictException($"{client} has a key already ({Ids(live)}); rotate it, or revoke it first."),
        drawn, cancellationToken);

    private async Task<ApiKey> AddAsync(
        string client, AuditAction action, Func<List<ApiKeyRow>, DateTimeOffset, (string[] Roles, DateTimeOffset? ExpiresAt)> decide,
        (string Id, byte[] Hash) drawn, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Two who make keys at once take their turns here; the second then sees the first one's key.
        await context.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey.ApiKeys})", cancellationToken);
        var now = DateTimeOffset.UtcNow;
        if (await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Id == drawn.Id, cancellationToken) is { } known)
        {
            return known.Client == client && known.SecretHash.AsSpan().SequenceEqual(drawn.Hash)
                ? Read(known)
                : throw new KeyConflictException($"There is another key {drawn.Id}, of {known.Client}; draw a new one.");
        }

        if (await Live(context, now).CountAsync(cancellationToken) >= MaxLive)
            throw new KeyConflictException($"There are {MaxLive} keys, and no more may be; revoke some.");
        var (roles, expiresAt) = decide(await Live(context, now).Where(key => key.Client == client).OrderBy(key => key.CreatedAt).ToListAsync(cancellationToken), now);
        var row = new ApiKeyRow { Id = drawn.Id, Client = client, Roles = roles, SecretHash = drawn.Hash, CreatedAt = now, ExpiresAt = expiresAt };
        context.ApiKeys.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(context, action, drawn.Id, new { client, roles, expiresAt }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Read(row);
    }

    private static IQueryable<ApiKeyRow> Live(KDiffEDbContext context, DateTimeOffset now) => context.ApiKeys.AsNoTracking()
        .Where(key => key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now));

    private static string Ids(IEnumerable<ApiKeyRow> keys) => string.Join(", ", keys.Select(key => key.Id));

    private static string Name(Role role) => role.ToString().ToLowerInvariant();

    private static ApiKey Read(ApiKeyRow row) => new(
        row.Id, row.Client, [.. row.Roles.Select(role => Enum.Parse<Role>(role, ignoreCase: true))], row.CreatedAt, row.ExpiresAt, row.LastUsedAt, row.RevokedAt);
}
