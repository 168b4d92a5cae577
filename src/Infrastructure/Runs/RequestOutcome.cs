namespace KDiffE.Infrastructure.Runs;

/// <summary>What became of a request for a run.</summary>
public enum RequestOutcome
{
    /// <summary>There is a new run.</summary>
    Created,

    /// <summary>The same request was made before; this is its run.</summary>
    Repeated,

    /// <summary>Another run waits or runs, and the request does not want to wait behind it; this is that run.</summary>
    Busy,

    /// <summary>As many runs wait as may; this is the first of them.</summary>
    Full,
}
