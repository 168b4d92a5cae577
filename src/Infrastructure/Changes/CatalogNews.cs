namespace KDiffE.Infrastructure.Changes;

/// <summary>What has changed since a position.</summary>
/// <param name="Position">Where to go on from.</param>
/// <param name="Users">External ids of users whose interactions are others now.</param>
/// <param name="Items">Items as they are now, by external id; null for those that are gone.</param>
/// <param name="Erased">Users who were deleted.</param>
/// <param name="Graph">Whether the knowledge graph has changed.</param>
public sealed record CatalogNews(
    CatalogPosition Position, IReadOnlyCollection<string> Users, IReadOnlyDictionary<string, CatalogItem?> Items, IReadOnlyCollection<ErasedUser> Erased, bool Graph);
