namespace KDiffE.Infrastructure.Runs;

/// <summary>What became of a snapshot that a worker wants to publish.</summary>
public enum PublishAnswer
{
    /// <summary>It is ready, and active if it passed.</summary>
    Published,

    /// <summary>Another snapshot has become active since it was judged: it is to be judged anew.</summary>
    ActiveChanged,

    /// <summary>The run is somebody else's now.</summary>
    Lost,
}
