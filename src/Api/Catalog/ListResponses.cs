using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Api.Catalog;

/// <summary>A page of users.</summary>
/// <param name="Users">By external id.</param>
/// <param name="Next">What <c>after</c> must be for the next page; null on the last one.</param>
public sealed record UsersResponse(IReadOnlyList<StoredRow> Users, string? Next);

/// <summary>A page of items.</summary>
/// <param name="Items">By external id.</param>
/// <param name="Next">What <c>after</c> must be for the next page; null on the last one.</param>
public sealed record ItemsResponse(IReadOnlyList<StoredItem> Items, string? Next);

/// <summary>A page of interactions.</summary>
/// <param name="Interactions">In the order in which they were stored.</param>
/// <param name="Next">What <c>after</c> must be for the next page; null on the last one.</param>
public sealed record InteractionsResponse(IReadOnlyList<StoredInteraction> Interactions, string? Next);

/// <summary>A page of entities.</summary>
/// <param name="Entities">By external id.</param>
/// <param name="Next">What <c>after</c> must be for the next page; null on the last one.</param>
public sealed record EntitiesResponse(IReadOnlyList<StoredRow> Entities, string? Next);

/// <summary>A page of relations.</summary>
/// <param name="Relations">By external id.</param>
/// <param name="Next">What <c>after</c> must be for the next page; null on the last one.</param>
public sealed record RelationsResponse(IReadOnlyList<StoredRow> Relations, string? Next);

/// <summary>A page of triples.</summary>
/// <param name="Triples">In the order in which they were stored.</param>
/// <param name="Next">What <c>after</c> must be for the next page; null on the last one.</param>
public sealed record TriplesResponse(IReadOnlyList<StoredTriple> Triples, string? Next);

/// <summary>The features of an item.</summary>
/// <param name="Features">By modality.</param>
public sealed record FeaturesResponse(IReadOnlyList<StoredFeature> Features);

/// <summary>What became of interactions that were sent.</summary>
/// <param name="Inserted">Events that were not there before.</param>
/// <param name="Updated">Events of which something else is said now.</param>
/// <param name="Unchanged">Events that were there already, or stand in the list again further down.</param>
public sealed record WrittenInteractionsResponse(long Inserted, long Updated, long Unchanged);

/// <summary>How many interactions went.</summary>
/// <param name="Deleted">Their number.</param>
public sealed record DeletedInteractionsResponse(int Deleted);
