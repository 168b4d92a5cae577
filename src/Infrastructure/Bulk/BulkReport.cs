namespace KDiffE.Infrastructure.Bulk;

/// <summary>What a bulk write did.</summary>
/// <param name="Committed">Whether the sound rows went in; false where a single row was refused and that was to stop all of them, or where none was sound.</param>
/// <param name="Read">Rows read; empty lines are none.</param>
/// <param name="Inserted">Rows that were not there before.</param>
/// <param name="Updated">Rows that say something else now.</param>
/// <param name="Unchanged">Rows that were there already, or stand in the body again further down.</param>
/// <param name="Rejected">Rows that were refused.</param>
/// <param name="Errors">The first hundred of them.</param>
public sealed record BulkReport(
    bool Committed, long Read, long Inserted, long Updated, long Unchanged, long Rejected, IReadOnlyList<RejectedLine> Errors);

/// <summary>A row that was refused.</summary>
/// <param name="Line">Its line, from 1; in CSV the one on which it begins.</param>
/// <param name="Field">The field to blame; null where it is the line as a whole.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record RejectedLine(long Line, string? Field, string Reason);
