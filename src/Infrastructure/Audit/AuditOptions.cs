using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Audit;

/// <summary>How long it is known who did what.</summary>
public sealed class AuditOptions
{
    /// <summary>The section of the configuration.</summary>
    internal const string Section = "Audit";

    /// <summary>Entries that are older are forgotten by a worker.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);
}

/// <summary>Checks how long entries are to be kept.</summary>
internal sealed class AuditOptionsRules : IValidateOptions<AuditOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromDays(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(36_500);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AuditOptions options) => options.Keep >= Least && options.Keep <= Most
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{AuditOptions.Section}:{nameof(options.Keep)} is '{options.Keep}', but must be from {Least} to {Most}.");
}
