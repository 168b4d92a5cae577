using KDiffE.Domain.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Events;

/// <summary>
/// What interactions say of their users, see <see cref="Domain.Data.Positives"/>, as the settings have it, which API and workers
/// share: <c>Events:dislike=-1</c> is what a kind of event weighs, <c>Events:view:Hides=false</c> that it does not keep its items from
/// being recommended, <c>Training:MinRating</c> the lowest rating that counts.
/// </summary>
public sealed class PositivesOptions : IConfigureOptions<PositivesOptions>, IValidateOptions<PositivesOptions>
{
    private const string Section = "Events";
    private const string MinRating = "Training:MinRating";
    private const string Former = "Training:EventWeights";
    private readonly IConfiguration? _configuration;

    /// <summary>Options that are not read yet.</summary>
    public PositivesOptions()
    {
    }

    /// <summary>Reads the options from the configuration.</summary>
    public PositivesOptions(IConfiguration configuration) => _configuration = configuration;

    /// <summary>The rule.</summary>
    public Positives Positives { get; private set; } = Positives.All;

    // Read by hand: the binder leaves out of a dictionary, without a word, what is no number.
    private List<string> Errors { get; } = [];

    /// <inheritdoc/>
    public void Configure(PositivesOptions options)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        var unhiding = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in _configuration!.GetSection(Section).GetChildren())
        {
            if (kind.Value is { } text)
                weights[kind.Key] = options.Number($"{Section}:{kind.Key}", text) ?? 1;
            if (kind["Hides"] is { } hides && !options.Flag($"{Section}:{kind.Key}:Hides", hides))
                unhiding.Add(kind.Key);
        }

        if (_configuration.GetSection(Former).Exists())
            options.Errors.Add($"{Former} is called {Section} now, for API and workers alike: {Section}:dislike=-1.");
        options.Positives = new Positives
        {
            EventWeights = weights,
            UnhidingEvents = unhiding,
            MinRating = _configuration[MinRating] is { } rating ? options.Number(MinRating, rating) : null,
        };
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PositivesOptions options) =>
        options.Errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(' ', options.Errors));

    private double? Number(string setting, string text)
    {
        var number = Positives.Number(text);
        if (number is null)
            Errors.Add($"{setting} is '{text}', but must be a number.");
        return number;
    }

    private bool Flag(string setting, string text)
    {
        if (!bool.TryParse(text, out var flag))
            Errors.Add($"{setting} is '{text}', but must be true or false.");
        return flag;
    }
}
