namespace KDiffE.Api.Serving;

/// <summary>One item of a ranking.</summary>
/// <param name="Id">The item's external id.</param>
/// <param name="Name">Its readable name, where it has one.</param>
/// <param name="Score">What it is ranked by: dot product, cosine or number of interactions.</param>
/// <param name="Source">Where the score comes from.</param>
public sealed record RankedItem(string Id, string? Name, float Score, RankingSource Source);

/// <summary>Where a ranking comes from.</summary>
public enum RankingSource
{
    /// <summary>The trained embeddings.</summary>
    Model,

    /// <summary>The number of interactions, the same for everybody.</summary>
    Popular,
}
