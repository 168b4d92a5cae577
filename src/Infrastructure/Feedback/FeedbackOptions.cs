using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Feedback;

/// <summary>How long feedback is kept.</summary>
public sealed class FeedbackOptions
{
    /// <summary>The section of the configuration, which API and workers share.</summary>
    internal const string Section = "Feedback";

    /// <summary>Feedback on answers that are older is forgotten, and none is taken.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);
}

/// <summary>Checks how long feedback is to be kept.</summary>
internal sealed class FeedbackOptionsRules : IValidateOptions<FeedbackOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromDays(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(36_500);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, FeedbackOptions options) => options.Keep >= Least && options.Keep <= Most
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{FeedbackOptions.Section}:{nameof(options.Keep)} is '{options.Keep}', but must be from {Least} to {Most}.");
}
