namespace KDiffE.Infrastructure.Runs;

/// <summary>How many runs may be asked for ahead.</summary>
public sealed class RunQueueOptions
{
    /// <summary>The section of the configuration, which API and workers share.</summary>
    internal const string Section = "Training";

    /// <summary>The greatest <see cref="MaxQueued"/>.</summary>
    internal const int MostQueued = 10_000;

    /// <summary>The most runs that may wait; a request for another is refused.</summary>
    public int MaxQueued { get; init; } = 100;
}
