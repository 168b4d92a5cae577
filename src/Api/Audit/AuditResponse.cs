using System.Text.Json;
using KDiffE.Domain.Audit;
using KDiffE.Infrastructure.Audit;

namespace KDiffE.Api.Audit;

/// <summary>Something that was done.</summary>
/// <param name="Id">Grows in the order of the entries.</param>
/// <param name="Time">When it was done.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">On what: the number of a run, the version of a snapshot, the id of a key or a webhook, the name of a schedule.</param>
/// <param name="Who">Who did it: the client of the key, <c>anonymous</c> without one, <c>kdiffe</c> for the command line and workers.</param>
/// <param name="KeyId">The id of the key with which it was done; null without one.</param>
/// <param name="From">From where: the remote address; for the command line and workers the account and its machine.</param>
/// <param name="Details">More about it; never a secret.</param>
public sealed record AuditEntryResponse(
    long Id, DateTimeOffset Time, AuditAction Action, string Subject, string Who, string? KeyId, string? From, JsonElement Details)
{
    internal static AuditEntryResponse Of(AuditEntry entry) => new(
        entry.Id, entry.Time, entry.Action, entry.Subject, entry.Actor.Who, entry.Actor.KeyId, entry.Actor.Origin, JsonElement.Parse(entry.Details));
}

/// <summary>What was done, the newest first.</summary>
/// <param name="Entries">At most as many as were asked for.</param>
/// <param name="Before">Where the next page begins, as <c>before=</c>; null on the last one.</param>
public sealed record AuditResponse(IReadOnlyList<AuditEntryResponse> Entries, long? Before);
