namespace KDiffE.Domain.Snapshots;

/// <summary>A verified snapshot, ready to serve.</summary>
public sealed class Snapshot : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
