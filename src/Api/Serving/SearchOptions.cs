using System.ComponentModel.DataAnnotations;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving;

/// <summary>How thoroughly items are searched.</summary>
internal sealed class SearchOptions
{
    public const string Section = "Serving";

    /// <summary>The least share of the items that a search looks at where a snapshot has them in cells; 1 for all, always.</summary>
    [Range(0.001, 1)]
    public double SearchedShare { get; init; } = SnapshotRanking.UsualShare;
}
