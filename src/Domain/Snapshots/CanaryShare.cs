using KDiffE.Domain.Data;

namespace KDiffE.Domain.Snapshots;

/// <summary>The share of the users that a canary serves: the same users in every process, others for another canary.</summary>
/// <param name="Version">The canary's version.</param>
/// <param name="Share">Above 0, below 1.</param>
public sealed record CanaryShare(string Version, double Share)
{
    private readonly ulong _seed = StableHash.Of(Version);

    /// <summary>Whether the canary serves a user.</summary>
    public bool Includes(string user) => StableHash.Fraction(StableHash.Of(user, _seed)) < Share;
}
