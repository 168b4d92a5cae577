namespace KDiffE.Domain.Snapshots;

/// <summary>
/// What this process could not load, and why. A damaged file is not read again until it changes or somebody asks for it
/// anew; one that is missing or cannot be read now may be there at the next look. Used from one thread at a time.
/// </summary>
public sealed class SnapshotRefusals
{
    private readonly Dictionary<string, (string? Stamp, string Reason)> _refused = new(StringComparer.Ordinal);

    /// <summary>Why a version was refused the last time, fit for clients; null when it was not.</summary>
    public string? this[string version] => _refused.TryGetValue(version, out var refusal) ? refusal.Reason : null;

    /// <summary>Whether a file with this stamp was found damaged, so that reading it again is of no use.</summary>
    public bool Stands(string version, string? stamp) =>
        stamp is not null && _refused.TryGetValue(version, out var refusal) && refusal.Stamp == stamp;

    /// <summary>Notes why a version cannot be loaded.</summary>
    /// <param name="version">The version.</param>
    /// <param name="stamp">Its file's stamp before it was read.</param>
    /// <param name="error">What kept it from being loaded.</param>
    /// <returns>Whether that is news.</returns>
    public bool Add(string version, string? stamp, Exception error)
    {
        var (reason, mayPass) = error switch
        {
            InvalidSnapshotException invalid => (invalid.Reason, invalid.IsUnreadable),
            OutOfMemoryException => ("it does not fit into memory", true),
            _ => ("it cannot be loaded; the log says more", false),
        };
        var isNews = this[version] != reason;
        _refused[version] = (mayPass ? null : stamp, reason);
        return isNews;
    }

    /// <summary>Forgets a version that has been loaded.</summary>
    public void Forget(string version) => _refused.Remove(version);

    /// <summary>Has every file read again; the reasons stay until then.</summary>
    public void Retry()
    {
        foreach (var (version, refusal) in _refused)
            _refused[version] = refusal with { Stamp = null };
    }
}
