namespace KDiffE.Domain.Snapshots;

/// <summary>A snapshot that was refused; the message names the file and the reason.</summary>
public sealed class InvalidSnapshotException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why, without the place where the file lies: fit for clients.</summary>
    public string Reason { get; init; } = message;

    /// <summary>
    /// Whether it could not be read at all, because it is missing for example: that may pass. Otherwise what it holds is wrong.
    /// </summary>
    public bool IsUnreadable { get; init; }
}
