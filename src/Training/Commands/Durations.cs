using System.CommandLine;
using System.Globalization;

namespace KDiffE.Training.Commands;

/// <summary>Lengths of time as options: <c>90s</c>, <c>10m</c>, <c>1.5h</c>, <c>2d</c>, or <c>00:10:00</c>.</summary>
internal static class Durations
{
    private static readonly Dictionary<char, Func<double, TimeSpan>> Units = new()
    {
        ['s'] = TimeSpan.FromSeconds,
        ['m'] = TimeSpan.FromMinutes,
        ['h'] = TimeSpan.FromHours,
        ['d'] = TimeSpan.FromDays,
    };

    /// <summary>An option that takes one, from zero to <paramref name="most"/>; null where it is not given.</summary>
    internal static Option<TimeSpan?> Option(string name, TimeSpan most, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Parse(text) is { } time && time >= TimeSpan.Zero && time <= most)
                return time;
            result.AddError($"{name} is '{text}', but must be a time such as 90s, 10m, 2h or 00:10:00, at most {most.TotalDays:0} days.");
            return null;
        },
    };

    private static TimeSpan? Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (text.Length > 1 && Units.TryGetValue(text[^1], out var unit)
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e6)
        {
            return unit(number);
        }

        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
    }
}
