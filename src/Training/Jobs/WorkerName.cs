namespace KDiffE.Training.Jobs;

/// <summary>What a worker is called in the runs that it works on: machine and process.</summary>
internal sealed record WorkerName
{
    /// <summary>The name.</summary>
    internal string Value { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";
}
