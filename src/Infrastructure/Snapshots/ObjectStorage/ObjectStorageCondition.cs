namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>How object storage is, as this process last found it.</summary>
public sealed class ObjectStorageCondition
{
    private volatile string? _trouble;
    private volatile bool _asked;

    /// <summary>Whether it was asked anything yet.</summary>
    public bool IsKnown => _asked;

    /// <summary>Why it did not answer when it was last asked; null when it did.</summary>
    public string? Trouble => _trouble;

    /// <summary>Notes an answer, or why there was none.</summary>
    /// <param name="trouble">What was wrong; null when nothing was.</param>
    /// <returns>Whether that is news.</returns>
    internal bool Note(string? trouble)
    {
        var isNews = (trouble is null) != (_trouble is null);
        (_trouble, _asked) = (trouble, true);
        return isNews;
    }
}
