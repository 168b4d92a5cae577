namespace KDiffE.Infrastructure.Replicas;

/// <summary>How the replica is, as this process last found it.</summary>
public sealed class ReplicaCondition
{
    private volatile Finding? _last;

    /// <summary>How far it is behind; null where nobody knows.</summary>
    public TimeSpan? Lag => _last?.Lag;

    /// <summary>Why it is not read from; null where it is, or nobody has looked yet.</summary>
    public string? Trouble => _last?.Trouble;

    /// <summary>Whether it is read from; null before the first look.</summary>
    public bool? IsUsed => _last is { } last ? last.Trouble is null : null;

    /// <summary>Notes what a look found.</summary>
    /// <param name="lag">How far it is behind; null where nobody knows.</param>
    /// <param name="trouble">Why it is not read from; null where it is.</param>
    /// <returns>Whether it is read from now and was not, or the other way round.</returns>
    internal bool Note(TimeSpan? lag, string? trouble) =>
        (Interlocked.Exchange(ref _last, new Finding(lag, trouble))?.Trouble is null) != (trouble is null);

    private sealed record Finding(TimeSpan? Lag, string? Trouble);
}
