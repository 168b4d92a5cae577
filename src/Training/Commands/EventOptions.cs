using System.CommandLine;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Commands;

/// <summary>The options that say which interactions are positives.</summary>
internal sealed class EventOptions
{
    private readonly Option<double?> _minRating = new("--min-rating")
    {
        Description = "Learn from ratings of at least this, and from what has no rating",
        HelpName = "rating",
    };

    private readonly Option<string[]> _eventWeights = new("--event-weight")
    {
        Description = "What a kind of event counts (dislike=-1); others count 1, and a pair above 0 is a positive",
        HelpName = "event=weight",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <param name="command">Gets the options.</param>
    internal EventOptions(Command command)
    {
        _minRating.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } rating && !double.IsFinite(rating))
                result.AddError("--min-rating must be a number.");
        });
        _eventWeights.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => Parse(token.Value) is null))
                result.AddError($"--event-weight is '{token.Value}', but must be a kind of event and a number, such as dislike=-1.");
        });
        command.Options.Add(_minRating);
        command.Options.Add(_eventWeights);
    }

    internal Positives Read(ParseResult arguments) => new()
    {
        MinRating = arguments.GetValue(_minRating),
        EventWeights = (arguments.GetValue(_eventWeights) ?? []).Select(text => Parse(text)!.Value)
            .GroupBy(x => x.Event, StringComparer.Ordinal).ToDictionary(x => x.Key, x => x.Last().Weight, StringComparer.Ordinal),
    };

    private static (string Event, double Weight)? Parse(string text)
    {
        var equals = text.LastIndexOf('=');
        return equals > 0 && Positives.Number(text.AsSpan(equals + 1)) is { } weight ? (text[..equals], weight) : null;
    }
}
