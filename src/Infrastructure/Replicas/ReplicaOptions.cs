using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>When a replica is read from.</summary>
public sealed class ReplicaOptions
{
    /// <summary>The section of the configuration.</summary>
    internal const string Section = "Replica";

    /// <summary>A replica that is further behind the primary is not read from until it has caught up.</summary>
    public TimeSpan MaxLag { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks how far a replica may be behind.</summary>
internal sealed class ReplicaOptionsRules : IValidateOptions<ReplicaOptions>
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReplicaOptions options) => options.MaxLag > TimeSpan.Zero && options.MaxLag <= Most
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{ReplicaOptions.Section}:{nameof(options.MaxLag)} is '{options.MaxLag}', but must be more than 0 and up to {Most}.");
}
