namespace KDiffE.Api.Serving;

/// <summary>One user of a ranking.</summary>
/// <param name="Id">The user's external id.</param>
/// <param name="Score">The cosine of the vectors.</param>
public sealed record RankedUser(string Id, float Score);
