using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Runs;

/// <summary>The folder in which workers keep the data and the checkpoints of runs, in the configuration.</summary>
public static class RunsFolder
{
    /// <summary>The configuration key.</summary>
    public const string Key = "Training:Folder";

    /// <summary>Where it is unless that says otherwise.</summary>
    public const string Default = ".local/runs";

    /// <summary>The folder of the configuration.</summary>
    public static string Of(IConfiguration configuration) => configuration[Key] is { Length: > 0 } folder ? folder : Default;
}
