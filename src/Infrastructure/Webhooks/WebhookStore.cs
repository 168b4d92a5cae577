using System.Security.Cryptography;
using KDiffE.Domain.Audit;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>The webhooks: made, listed, changed, given another secret, forgotten.</summary>
public sealed class WebhookStore(IDbContextFactory<KDiffEDbContext> contexts, AuditLog audit)
{
    /// <summary>How many there may be: each is asked about whenever something happens.</summary>
    public const int Max = 50;

    private const int IdDigits = 12;

    // Receivers have a day to take over a new secret.
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>All webhooks, the oldest first.</summary>
    public Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken = default) => ReadAsync(id: null, cancellationToken);

    /// <summary>A webhook; null when there is none of this id.</summary>
    public async Task<Webhook?> GetAsync(string id, CancellationToken cancellationToken = default) => (await ReadAsync(id, cancellationToken)).SingleOrDefault();

    /// <summary>Makes a webhook, which is told of what happens from then on.</summary>
    /// <returns>The webhook, and the secret that signs what is sent to it.</returns>
    /// <exception cref="TooManyWebhooksException">There are <see cref="Max"/>.</exception>
    public async Task<(Webhook Webhook, string Secret)> CreateAsync(WebhookContent content, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey.Webhooks})", cancellationToken);
        if (await context.Webhooks.CountAsync(cancellationToken) >= Max)
            throw new TooManyWebhooksException();
        var row = new WebhookRow
        {
            Id = RandomNumberGenerator.GetHexString(IdDigits, lowercase: true),
            Url = content.Url,
            Events = Names(content),
            Description = content.Description,
            Enabled = content.Enabled,
            Secret = WebhookSignature.NewSecret(),
        };
        context.Webhooks.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(context, AuditAction.WebhookCreated, row.Id, Details(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Read(row, last: null), row.Secret);
    }

    /// <summary>Changes all of a webhook but its secret. What waits is sent to the new address.</summary>
    /// <returns>Null when there is none of this id.</returns>
    public async Task<Webhook?> ChangeAsync(string id, WebhookContent content, CancellationToken cancellationToken = default) =>
        await ChangeAsync(
            id, AuditAction.WebhookChanged,
            row => (row.Url, row.Events, row.Description, row.Enabled) = (content.Url, Names(content), content.Description, content.Enabled), cancellationToken) is null
            ? null
            : await GetAsync(id, cancellationToken);

    /// <summary>Draws another secret; the one before signs too for 24 hours.</summary>
    /// <returns>The webhook, and its new secret; null when there is none of this id.</returns>
    public async Task<(Webhook Webhook, string Secret)?> RotateAsync(string id, CancellationToken cancellationToken = default) =>
        await ChangeAsync(
            id, AuditAction.WebhookRotated,
            row => (row.PreviousSecret, row.PreviousSecretUntil, row.Secret) = (row.Secret, DateTimeOffset.UtcNow + Overlap, WebhookSignature.NewSecret()),
            cancellationToken) is { } rotated
            && await GetAsync(id, cancellationToken) is { } webhook
                ? (webhook, rotated.Secret)
                : null;

    /// <summary>Forgets a webhook, with all that was or is to be sent to it.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(context, id, cancellationToken) is not { } row)
            return false;
        context.Webhooks.Remove(row);
        await context.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(context, AuditAction.WebhookDeleted, id, Details(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Sends nothing to a webhook any more, because its receiver says that it is gone.</summary>
    internal Task DisableAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, AuditAction.WebhookChanged, row => row.Enabled = false, cancellationToken);

    private async Task<WebhookRow?> ChangeAsync(string id, AuditAction action, Action<WebhookRow> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(context, id, cancellationToken) is not { } row)
            return null;
        change(row);
        await context.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(context, action, id, Details(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    private async Task<IReadOnlyList<Webhook>> ReadAsync(string? id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Webhooks.AsNoTracking().Where(w => id == null || w.Id == id).OrderBy(w => w.CreatedAt).ThenBy(w => w.Id)
            .Select(w => new
            {
                Webhook = w,
                Last = context.WebhookDeliveries.Where(d => d.WebhookId == w.Id && d.AttemptedAt != null)
                    .OrderByDescending(d => d.AttemptedAt).ThenByDescending(d => d.Id).Select(d => new { d.AttemptedAt, d.State, d.Status, d.Error }).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => Read(row.Webhook, row.Last is { } last ? new LastAttempt(last.AttemptedAt!.Value, last.State, last.Status, last.Error) : null))];
    }

    private static Task<WebhookRow?> LockAsync(KDiffEDbContext context, string id, CancellationToken cancellationToken) =>
        context.Webhooks.FromSql($"select * from webhooks where id = {id} for update").SingleOrDefaultAsync(cancellationToken);

    private static string[] Names(WebhookContent content) => [.. content.Events.Distinct().Order().Select(WebhookEventNames.Of)];

    // Of the address no more than where it is: there may be a secret of the receiver's in the rest.
    private static object Details(WebhookRow row) => new { origin = WebhookAddress.Origin(row.Url), row.Events, row.Enabled };

    private static Webhook Read(WebhookRow row, LastAttempt? last) => new(
        row.Id, row.Url, [.. row.Events.Select(WebhookEventNames.Parse)], row.Description, row.Enabled, row.CreatedAt, last);
}
