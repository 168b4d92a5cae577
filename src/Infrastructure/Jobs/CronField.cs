using System.Globalization;

namespace KDiffE.Infrastructure.Jobs;

/// <summary>One of the fields of a cron expression.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="First">Its lowest value.</param>
/// <param name="Last">Its highest value.</param>
/// <param name="Names">What its values are also called, from the lowest on.</param>
internal sealed record CronField(string Name, int First, int Last, params string[] Names)
{
    internal static readonly CronField Minute = new("minute", 0, 59);
    internal static readonly CronField Hour = new("hour", 0, 23);
    internal static readonly CronField DayOfMonth = new("day of month", 1, 31);
    internal static readonly CronField Month =
        new("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /// <summary>0 and 7 are both Sunday.</summary>
    internal static readonly CronField DayOfWeek = new("day of week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /// <summary>The values that a text names.</summary>
    /// <exception cref="FormatException">The text is none of a field; the message says why, and for which.</exception>
    internal IReadOnlySet<int> Read(string text) => text.Split(',').SelectMany(ReadPart).ToHashSet();

    private IEnumerable<int> ReadPart(string part)
    {
        var (range, step) = part.Split('/') switch
        {
            [var whole] => (whole, 1),
            [var whole, var number] => (whole, Number(number, 1) ?? throw Wrong($"the step of '{part}' is not a number from 1 to {Last}")),
            _ => throw Wrong($"'{part}' has more than one step"),
        };
        var (first, last) = range.Split('-') switch
        {
            ["*"] => (First, Last),
            // Some read it as "from there to the end", some as the one value.
            [_] when range != part => throw Wrong($"'{part}' has a step but no range; {range}-{Last}{part[range.Length..]} is one"),
            [var single] => (Value(single), Value(single)),
            [var from, var to] => (Value(from), Value(to)),
            _ => throw Wrong($"'{part}' is not a range"),
        };
        // A week may also end on a Sunday: FRI-SUN.
        if (last == 0 && first > 0 && this == DayOfWeek)
            last = 7;
        if (last < first)
            throw Wrong($"'{range}' ends before it begins");
        for (var value = first; value <= last; value += step)
            yield return value;
    }

    private int Value(string text)
    {
        var name = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name >= 0)
            return First + name;
        var names = Names.Length == 0 ? "" : $", nor a name from {Names[0]} to {Names[^1]}";
        return Number(text, First) ?? throw Wrong($"'{text}' is not a number from {First} to {Last}{names}");
    }

    private int? Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= Last ? value : null;

    private FormatException Wrong(string what) => new($"{Name}: {what}.");
}
