namespace KDiffE.Infrastructure.Changes;

/// <summary>An item as the database has it.</summary>
/// <param name="Key">Its external id.</param>
/// <param name="Id">Grows in the order in which items were first written.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Attributes">A JSON object.</param>
/// <param name="Categories">Categories to filter by.</param>
/// <param name="Hidden">Whether it is not to be recommended.</param>
/// <param name="AvailableUntil">From when on it is not recommended any more.</param>
public sealed record CatalogItem(
    string Key, long Id, string? Name, string? Attributes, string[] Categories, bool Hidden, DateTimeOffset? AvailableUntil);
