using KDiffE.Domain.Audit;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Something that was done, and by whom. The database refuses to change a row; old ones are deleted.</summary>
public sealed class AuditRow
{
    /// <summary>Grows in the order of the entries.</summary>
    public long Id { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What was done, in lower case in the database.</summary>
    public AuditAction Action { get; init; }

    /// <summary>On what; it may be gone by now.</summary>
    public required string Subject { get; init; }

    /// <summary>Who did it: a client, <c>anonymous</c> or <c>kdiffe</c>.</summary>
    public required string Who { get; init; }

    /// <summary>The id of the key with which it was done.</summary>
    public string? KeyId { get; init; }

    /// <summary>From where: an address, or an account and its machine.</summary>
    public string? Origin { get; init; }

    /// <summary>More about it, as a JSON object.</summary>
    public required string Details { get; init; }
}
