namespace KDiffE.Domain.Runs;

/// <summary>How much a line of a run's log matters.</summary>
public enum RunLogLevel
{
    /// <summary>What happens as it should.</summary>
    Information,

    /// <summary>Something is not as it should be, and the work goes on.</summary>
    Warning,

    /// <summary>The work does not go on.</summary>
    Error,

    /// <summary>Nor does the worker.</summary>
    Critical,
}
