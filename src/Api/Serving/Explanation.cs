namespace KDiffE.Api.Serving;

/// <summary>
/// Why an item is recommended: what its score is the sum of. The score is a dot product, and so is what a liked item
/// carries of it; all shares together are the score.
/// </summary>
/// <param name="LikedItems">Items that the user likes, with what they carry, the largest first; at most ten.</param>
/// <param name="OtherItems">What all other liked items carry together.</param>
/// <param name="Profile">What the model has learnt of the user beyond these items, and what the item counts for everybody.</param>
/// <param name="Approximate">Whether there is such a profile: what the items carry is then how the formula divides what the model learnt from them together.</param>
/// <param name="Entities">What the item shares with liked ones in the knowledge graph, the rarest first; at most ten.</param>
public sealed record Explanation(
    IReadOnlyList<LikedShare> LikedItems, float OtherItems, float Profile, bool Approximate, IReadOnlyList<SharedEntity> Entities);

/// <summary>What a liked item carries of a score.</summary>
/// <param name="Id">The item's external id.</param>
/// <param name="Name">Its readable name, where it has one.</param>
/// <param name="Share">Its part of the score; below 0 where it speaks against the item.</param>
public sealed record LikedShare(string Id, string? Name, float Share);

/// <summary>An entity that a recommended item and liked ones have in common.</summary>
/// <param name="Id">The entity's external id.</param>
/// <param name="Name">Its readable name; the id where it has none.</param>
/// <param name="Relation">How the items are related to it.</param>
/// <param name="Items">The liked items that have it, too, by external id.</param>
public sealed record SharedEntity(string Id, string Name, string Relation, IReadOnlyList<string> Items);
