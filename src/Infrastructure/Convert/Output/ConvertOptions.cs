namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>How a source is to be read and its RecBole files to be called.</summary>
/// <param name="Format">Name of the source's format; null where its files decide.</param>
/// <param name="Name">What the files are called; null for the new folder's own name.</param>
/// <param name="Columns">Which columns of a table hold what.</param>
public sealed record ConvertOptions(string? Format = null, string? Name = null, ColumnNames? Columns = null);

/// <summary>Names of the columns of tables; each is null where the usual spellings decide.</summary>
/// <param name="User">The column of the user's id.</param>
/// <param name="Item">The column of the item's id.</param>
/// <param name="Rating">The column of the rating.</param>
/// <param name="Time">The column of the time.</param>
/// <param name="Event">The column of the event's type.</param>
public sealed record ColumnNames(string? User = null, string? Item = null, string? Rating = null, string? Time = null, string? Event = null)
{
    /// <summary>What each name is for, of those that were given.</summary>
    internal IEnumerable<(string Place, string Column)> Given =>
        from place in new[] { ("user", User), ("item", Item), ("rating", Rating), ("time", Time), ("event", Event) }
        where place.Item2 is not null
        select (place.Item1, place.Item2);
}
