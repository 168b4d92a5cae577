using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>A pair that two parts of a split claim: it would leak from one into the other.</summary>
internal static class SplitConflict
{
    internal static BadRow Describe(string file, long line, string user, string item, SplitPart claimedBy) => new(
        file, line, Column: null,
        $"user '{user}' and item '{item}' already stand in the {claimedBy.ToString().ToLowerInvariant()} part of the split");
}
