using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>How long deliveries are known, and how steady a condition is before it is told.</summary>
public sealed class WebhookOptions
{
    /// <summary>The section of the configuration.</summary>
    internal const string Section = "Webhooks";

    /// <summary>Deliveries that were entered earlier are forgotten, whatever became of them.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long something has been wrong before it is told.</summary>
    public TimeSpan DegradedAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing has been wrong before that is told; what goes wrong again until then is the same event.</summary>
    public TimeSpan RecoveredAfter { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks these settings.</summary>
internal sealed class WebhookOptionsRules : IValidateOptions<WebhookOptions>
{
    private static readonly (TimeSpan Least, TimeSpan Most) Kept = (TimeSpan.FromDays(1), TimeSpan.FromDays(36_500));
    private static readonly (TimeSpan Least, TimeSpan Most) Pauses = (TimeSpan.Zero, TimeSpan.FromHours(1));

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        string[] faults =
        [
            .. Check(nameof(options.Keep), options.Keep, Kept),
            .. Check(nameof(options.DegradedAfter), options.DegradedAfter, Pauses),
            .. Check(nameof(options.RecoveredAfter), options.RecoveredAfter, Pauses),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Check(string name, TimeSpan value, (TimeSpan Least, TimeSpan Most) range) => value >= range.Least && value <= range.Most
        ? []
        : [$"{WebhookOptions.Section}:{name} is '{value}', but must be from {range.Least} to {range.Most}."];
}
