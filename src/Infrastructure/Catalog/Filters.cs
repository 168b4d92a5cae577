namespace KDiffE.Infrastructure.Catalog;

/// <summary>Which rows of a list, and how many of them.</summary>
/// <param name="N">At most so many.</param>
/// <param name="After">The <see cref="Page{T}.Next"/> of the page before; null for the first.</param>
public sealed record PageRequest(int N, string? After);

/// <summary>Which users, entities or relations; null stands for all.</summary>
/// <param name="Id">The one with this external id.</param>
/// <param name="StartsWith">Those whose external id starts so, character by character.</param>
public sealed record KeyFilter(string? Id = null, string? StartsWith = null);

/// <summary>Which items; null stands for all.</summary>
/// <param name="Id">The one with this external id.</param>
/// <param name="Category">Those that have the category.</param>
/// <param name="Hidden">Those that are hidden, or those that are not.</param>
/// <param name="UpdatedSince">Those that changed at this time or later.</param>
/// <param name="StartsWith">Those whose external id starts so, character by character.</param>
public sealed record ItemFilter(
    string? Id = null, string? Category = null, bool? Hidden = null, DateTimeOffset? UpdatedSince = null, string? StartsWith = null);

/// <summary>Which interactions; null stands for all.</summary>
/// <param name="User">Those of the user.</param>
/// <param name="Item">Those with the item.</param>
/// <param name="EventType">Those of the kind.</param>
/// <param name="Since">Those that happened at this time or later.</param>
/// <param name="Until">Those that happened before this time.</param>
public sealed record InteractionFilter(
    string? User = null, string? Item = null, string? EventType = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>Which triples; null stands for all.</summary>
/// <param name="Head">Those about the entity.</param>
/// <param name="Relation">Those of the relation.</param>
/// <param name="Tail">Those that lead to the entity.</param>
public sealed record TripleFilter(string? Head = null, string? Relation = null, string? Tail = null);
