using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Domain.Audit;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Audit;

/// <summary>Who did what, when and from where.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGroup("/audit").WithTags("Audit")
        .RequireRole(Role.Admin)
        .RequireDatabase()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .MapGet("", ListAuditEntriesAsync)
        .WithName("ListAuditEntries")
        .WithSummary("What was done to runs, snapshots, keys, schedules and webhooks, and by whom; the newest first")
        .WithDescription("`before` of the answer, given as `before=`, leads to the next page.");

    /// <param name="action">Only this.</param>
    /// <param name="who">Only what this client did; <c>anonymous</c> and <c>kdiffe</c> are those without a key.</param>
    /// <param name="since">Only what was done then or later, in ISO 8601 with an offset.</param>
    /// <param name="until">Only what was done before then, in ISO 8601 with an offset.</param>
    /// <param name="before">Only entries before this one.</param>
    /// <param name="n">How many entries, from 1 to 100.</param>
    internal static async Task<Results<Ok<AuditResponse>, ProblemHttpResult>> ListAuditEntriesAsync(
        AuditLog audit, CancellationToken cancellationToken,
        [FromQuery, AllowedValues(
            null, "runStarted", "runCancelled", "snapshotActivated", "snapshotCanary", "snapshotRolledBack", "snapshotRejected",
            "keyCreated", "keyRotated", "keyRevoked", "scheduleSet", "scheduleDeleted",
            "webhookCreated", "webhookChanged", "webhookRotated", "webhookDeleted")] string? action = null,
        [FromQuery] string? who = null, [FromQuery, DataType(DataType.DateTime)] string? since = null, [FromQuery, DataType(DataType.DateTime)] string? until = null,
        [FromQuery, Range(typeof(long), "1", "9223372036854775807")] long? before = null, [FromQuery, Range(1, ResultSize.Max)] int n = ResultSize.Default)
    {
        if (who?.Contains('\0', StringComparison.Ordinal) == true)
            return Problems.InvalidParameter(nameof(who), "holds a NUL character, which no client has in its name");
        if (!TryReadTime(since, out var from))
            return Problems.InvalidParameter(nameof(since), TimeRule(since));
        if (!TryReadTime(until, out var to))
            return Problems.InvalidParameter(nameof(until), TimeRule(until));
        AuditAction? chosen = action is null ? null : Enum.Parse<AuditAction>(action, ignoreCase: true);
        var page = await audit.ListAsync(new AuditFilter(chosen, who, from, to), before, n, cancellationToken);
        return TypedResults.Ok(new AuditResponse([.. page.Select(AuditEntryResponse.Of)], page.Count == n ? page[^1].Id : null));
    }

    // A plus sign that was not encoded is a blank.
    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        time = text is not null && OffsetTimeConverter.TryParse(text.Replace(' ', '+'), out var read) ? read : null;
        return (text is null) == (time is null);
    }

    private static string TimeRule(string? text) => $"must be a time in ISO 8601 with an offset, such as 2026-01-31T12:00:00Z, not '{text}'";
}
