namespace KDiffE.Infrastructure.Bulk;

/// <summary>A bulk write ended early, and nothing of it stays.</summary>
/// <param name="phase">How far it was.</param>
/// <param name="read">Rows read until then.</param>
/// <param name="cause">What ended it.</param>
public sealed class BulkFailedException(BulkPhase phase, long read, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>How far it was.</summary>
    public BulkPhase Phase { get; } = phase;

    /// <summary>Rows read until then.</summary>
    public long Read { get; } = read;
}

/// <summary>The parts of a bulk write.</summary>
public enum BulkPhase
{
    /// <summary>The body is read.</summary>
    Reading,

    /// <summary>The rows wait for an import to end, or are carried into the tables.</summary>
    Merging,

    /// <summary>The database was told to keep them; one that is lost now may have done so.</summary>
    Committing,
}
