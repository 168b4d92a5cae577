using KDiffE.Infrastructure.Bulk;

namespace KDiffE.Api.Catalog;

/// <summary>What a bulk write did.</summary>
/// <param name="Read">Rows read; empty lines are none.</param>
/// <param name="Inserted">Rows that were not there before.</param>
/// <param name="Updated">Rows that say something else now.</param>
/// <param name="Unchanged">Rows that were there already, or stand in the body again further down.</param>
/// <param name="Rejected">Rows that were refused.</param>
/// <param name="Errors">The first hundred of them.</param>
public sealed record BulkResponse(long Read, long Inserted, long Updated, long Unchanged, long Rejected, IReadOnlyList<RejectedLine> Errors);
