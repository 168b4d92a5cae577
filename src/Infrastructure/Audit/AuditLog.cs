using System.Text.Json;
using KDiffE.Domain.Audit;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Audit;

/// <summary>Who did what, when and from where. Entries are added and, once they are old, forgotten; none is changed.</summary>
public sealed class AuditLog(IDbContextFactory<KDiffEDbContext> contexts, ReadRouter reads, IActorSource actors)
{
    /// <summary>Entries, the newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="before">Only entries before this one; null for the newest.</param>
    /// <param name="count">The most there shall be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditFilter filter, long? before, int count, CancellationToken cancellationToken = default) =>
        reads.ReadAsync(Freshness.Current, (server, cancellation) => ListAsync(server, filter, before, count, cancellation), cancellationToken);

    /// <summary>Forgets what was done before a time.</summary>
    /// <returns>How many entries were forgotten.</returns>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AuditEntries.Where(e => e.CreatedAt < time.ToUniversalTime()).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Adds an entry in the caller's transaction, so that it is there if and only if what it tells was done.</summary>
    /// <param name="context">Has the transaction.</param>
    /// <param name="action">What is done.</param>
    /// <param name="subject">On what.</param>
    /// <param name="details">More about it, an object; nothing that is secret.</param>
    /// <param name="cancellationToken">Stops the entry, and with it what it tells.</param>
    internal Task AppendAsync(KDiffEDbContext context, AuditAction action, string subject, object details, CancellationToken cancellationToken) =>
        AppendAsync(context, action, [subject], details, cancellationToken);

    /// <summary>Adds an entry for each of several subjects to which the same is done.</summary>
    internal async Task AppendAsync(
        KDiffEDbContext context, AuditAction action, IEnumerable<string> subjects, object details, CancellationToken cancellationToken)
    {
        var (who, keyId, origin) = actors.Current;
        var json = JsonSerializer.Serialize(details, JsonSerializerOptions.Web);
        context.AuditEntries.AddRange(subjects.Select(subject => new AuditRow
        {
            Action = action,
            Subject = subject,
            Who = who,
            KeyId = keyId,
            Origin = origin,
            Details = json,
        }));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<AuditEntry>> ListAsync(
        ReadServer server, AuditFilter filter, long? before, int count, CancellationToken cancellationToken)
    {
        await using var context = await server.Contexts.CreateDbContextAsync(cancellationToken);
        var (since, until) = (filter.Since?.ToUniversalTime(), filter.Until?.ToUniversalTime());
        return await context.AuditEntries.AsNoTracking()
            .Where(e => (filter.Action == null || e.Action == filter.Action) && (filter.Who == null || e.Who == filter.Who))
            .Where(e => (since == null || e.CreatedAt >= since) && (until == null || e.CreatedAt < until) && (before == null || e.Id < before))
            .OrderByDescending(e => e.Id).Take(count)
            .Select(e => new AuditEntry(e.Id, e.CreatedAt, e.Action, e.Subject, new Actor(e.Who, e.KeyId, e.Origin), e.Details))
            .ToListAsync(cancellationToken);
    }
}
