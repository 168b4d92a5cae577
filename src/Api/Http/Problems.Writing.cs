using KDiffE.Infrastructure.Bulk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

/// <summary>What may be wrong with a row that is written, or asked for.</summary>
internal static partial class Problems
{
    /// <summary>What is wrong with a compressed body that cannot be read, to be put behind its name.</summary>
    internal const string CannotBeUnpacked = "cannot be unpacked: it is damaged, cut off or not packed as it says.";

    // By what a row is called, the type of its absence.
    private static readonly Dictionary<string, string> Absences = new(StringComparer.Ordinal)
    {
        ["user"] = "unknown-user",
        ["item"] = "unknown-item",
        ["entity"] = "unknown-entity",
        ["relation"] = "unknown-relation",
        ["triple"] = "unknown-triple",
        ["feature"] = "unknown-feature",
    };

    /// <summary>There is no such row in the database, whatever a snapshot has.</summary>
    /// <param name="kind">For example <c>user</c>.</param>
    /// <param name="what">Its name, for people.</param>
    internal static ProblemHttpResult NotStored(string kind, string what) =>
        Create(StatusCodes.Status404NotFound, Absences[kind], $"The {kind} is unknown", $"The database has no {kind} {what}.");

    /// <summary>A field breaks a rule; null stands for the row as a whole.</summary>
    public static ProblemHttpResult InvalidField(string? field, string reason) =>
        Create(StatusCodes.Status400BadRequest, "invalid-field", "A field has no valid value", field is null ? $"The row {reason}." : $"'{field}' {reason}.", ("field", field));

    /// <summary>Others hold the rows: asks the client to come back.</summary>
    public static ProblemHttpResult RowsBusy(HttpContext context, string reason) =>
        TryLater(context, "rows-busy", "The rows are being written", reason);

    /// <summary>As many bulk writes are under way as may: asks the client to come back.</summary>
    public static ProblemHttpResult TooManyBulkWrites(HttpContext context, int most) => TryLater(
        context, "too-many-bulk-writes", "Too many bulk writes are under way", $"{most} are, and no more may.", StatusCodes.Status429TooManyRequests);

    /// <summary>Nothing of a bulk write went in, because of its rows.</summary>
    public static ProblemHttpResult BulkRejected(long read, long rejected, IReadOnlyList<RejectedLine> errors) => Create(
        StatusCodes.Status400BadRequest, "bulk-rejected", "Rows were rejected and nothing was written",
        $"{rejected} of {read} rows break a rule.", ("read", read), ("rejected", rejected), ("errors", errors));

    /// <summary>Nothing of a bulk write went in, because its body could not be read to its end.</summary>
    public static ProblemHttpResult BulkUnreadable(long read, string reason) => Create(
        StatusCodes.Status400BadRequest, "invalid-body", "The body is not valid", $"Nothing was written. {reason}", ("read", read));

    /// <summary>Nothing of a bulk write went in, because of the database or of time: asks the client to come back.</summary>
    public static ProblemHttpResult BulkFailed(HttpContext context, BulkPhase phase, long read, string reason)
    {
        var outcome = phase == BulkPhase.Committing ? "It is not known whether the rows were written; sending them again does no harm" : "Nothing was written";
        var problem = TryLater(context, "bulk-failed", "The bulk write ended early", $"{outcome}. {reason}");
        problem.ProblemDetails.Extensions["read"] = read;
        problem.ProblemDetails.Extensions["phase"] = phase;
        return problem;
    }
}
