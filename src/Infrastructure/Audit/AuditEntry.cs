using KDiffE.Domain.Audit;

namespace KDiffE.Infrastructure.Audit;

/// <summary>Something that was done.</summary>
/// <param name="Id">Grows in the order of the entries.</param>
/// <param name="Time">When, by the database's clock.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">On what: the number of the run, the version of the snapshot, the id of the key or the webhook, the name of the schedule.</param>
/// <param name="Actor">Who, and from where.</param>
/// <param name="Details">More about it, as a JSON object.</param>
public sealed record AuditEntry(long Id, DateTimeOffset Time, AuditAction Action, string Subject, Actor Actor, string Details);

/// <summary>Which entries are wanted; what is null chooses nothing.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Who">Who did it, exactly.</param>
/// <param name="Since">Done then or later.</param>
/// <param name="Until">Done before then.</param>
public sealed record AuditFilter(AuditAction? Action = null, string? Who = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);
