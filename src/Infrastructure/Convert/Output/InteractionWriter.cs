using System.Globalization;
using System.Runtime.InteropServices;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>What interactions of a source have besides user and item.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InteractionColumns(bool Rating = false, bool Time = false, bool Event = false);

/// <summary>Checks interactions and writes them to <c>.inter</c> or to a part of a split.</summary>
/// <param name="conversion">Gets the file and hears of bad rows.</param>
/// <param name="extension">For example <c>train.inter</c>.</param>
/// <param name="columns">What the file has besides user and item.</param>
internal sealed class InteractionWriter(Conversion conversion, string extension, InteractionColumns columns)
{
    private readonly AtomicFileWriter _file = conversion.Create(extension, Header(columns));
    private readonly char[] _seconds = new char[32];

    /// <summary>Writes an interaction, or reports its row.</summary>
    /// <param name="row">Where it comes from.</param>
    /// <param name="user">External id of the user.</param>
    /// <param name="item">External id of the item.</param>
    /// <param name="rating">A number, or nothing.</param>
    /// <param name="time">A time, or nothing.</param>
    /// <param name="unit">What the time counts where it is a number.</param>
    /// <param name="eventType">What happened, or nothing.</param>
    internal bool Write(
        SourceRows row, ReadOnlySpan<char> user, ReadOnlySpan<char> item, ReadOnlySpan<char> rating = default,
        ReadOnlySpan<char> time = default, TimeUnit unit = TimeUnit.Seconds, ReadOnlySpan<char> eventType = default)
    {
        rating = rating.Trim();
        time = time.Trim();
        var (hasRating, hasTime, hasEvent) = (!FieldText.IsMissing(rating), !FieldText.IsMissing(time), !FieldText.IsMissing(eventType));
        decimal seconds = 0;
        if (!conversion.IsId(row, "user", user)
            || !conversion.IsId(row, "item", item)
            || (hasRating && !FieldText.IsNumber(rating) && !conversion.Reject(row, "rating", $"'{FieldText.Excerpt(rating)}' is not a number"))
            || (hasTime && SourceTime.Read(time, unit, out seconds) is { } reason && !conversion.Reject(row, "time", reason))
            || (hasEvent && !conversion.IsId(row, "event", eventType)))
        {
            return false;
        }

        _file.Add(user);
        _file.Add(item);
        if (columns.Rating)
            _file.Add(hasRating ? rating : []);
        if (columns.Time)
            _file.Add(hasTime && seconds.TryFormat(_seconds, out var length, "0.######", CultureInfo.InvariantCulture) ? _seconds.AsSpan(0, length) : []);
        if (columns.Event)
            _file.Add(hasEvent ? eventType : []);
        _file.EndRow();
        return true;
    }

    private static List<RecBoleColumn> Header(InteractionColumns columns)
    {
        List<RecBoleColumn> header = [new("user_id", RecBoleType.Token), new("item_id", RecBoleType.Token)];
        if (columns.Rating)
            header.Add(new RecBoleColumn("rating", RecBoleType.Float));
        if (columns.Time)
            header.Add(new RecBoleColumn("timestamp", RecBoleType.Float));
        if (columns.Event)
            header.Add(new RecBoleColumn("event_type", RecBoleType.Token));
        return header;
    }
}
