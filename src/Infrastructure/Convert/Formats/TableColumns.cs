using System.Runtime.InteropServices;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>Which columns of a table hold what; -1 for what it lacks.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TableColumns(int User, int Item, int Rating, int Time, int Event)
{
    // Times of a table are in one unit; so many rows show which.
    private const int RowsToLookAt = 1000;

    // Usual spellings without case and separators; an earlier one is taken before a later one.
    private static readonly string[] UserNames =
        ["userid", "user", "uid", "reviewerid", "customerid", "customer", "visitorid", "memberid", "member", "accountid", "clientid", "buyerid"];

    private static readonly string[] ItemNames =
    [
        "itemid", "item", "iid", "parentasin", "asin", "productid", "product", "sku", "articleid", "movieid", "songid", "trackid", "artistid", "bookid",
        "isbn", "newsid", "videoid", "gameid", "businessid", "restaurantid", "recipeid", "contentid",
    ];

    private static readonly string[] RatingNames = ["rating", "ratings", "score", "stars", "overall", "bookrating", "weight", "preference"];
    private static readonly string[] TimeNames =
        ["timestamp", "unixreviewtime", "time", "ts", "eventtime", "datetime", "date", "createdat", "occurredat", "unixtime"];

    private static readonly string[] EventNames =
        ["eventtype", "event", "action", "actiontype", "behavior", "behaviortype", "behaviour", "interactiontype"];

    /// <summary>Whether the table says who did something with what.</summary>
    internal bool AreInteractions => User >= 0 && Item >= 0;

    /// <summary>What its interactions have besides.</summary>
    internal InteractionColumns Interactions => new(Rating >= 0, Time >= 0, Event >= 0);

    /// <summary>Looks through the names of a table's columns.</summary>
    /// <param name="columns">The names.</param>
    /// <param name="named">Names that somebody gave; those alone are looked for in their places.</param>
    internal static TableColumns Find(IReadOnlyList<string> columns, ColumnNames named)
    {
        var known = columns.Select(column => string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant()).ToList();
        return new(
            Place(named.User, UserNames), Place(named.Item, ItemNames), Place(named.Rating, RatingNames), Place(named.Time, TimeNames), Place(named.Event, EventNames));

        int Place(string? name, string[] spellings)
        {
            if (name is not null)
                return columns.ToList().IndexOf(name);
            foreach (var spelling in spellings)
            {
                if (known.IndexOf(spelling) is var place and >= 0)
                    return place;
            }

            return -1;
        }
    }

    /// <summary>The unit of a table's times by its first rows; the table is closed.</summary>
    internal static TimeUnit TimeUnitOf(SourceTable table, int column)
    {
        using (table)
        {
            var largest = 0m;
            for (var row = 0; row < RowsToLookAt && column >= 0 && table.Read(); row++)
            {
                if (table.Trouble is null && SourceTime.TryNumber(table[column], out var number))
                    largest = Math.Max(largest, number);
            }

            return SourceTime.UnitOf(largest);
        }
    }

    /// <summary>Writes the interaction of a row.</summary>
    internal void Write(InteractionWriter interactions, SourceTable row, TimeUnit unit) =>
        interactions.Write(row, row[User], row[Item], row[Rating], row[Time], unit, row[Event]);
}
