namespace KDiffE.Api.Serving;

/// <summary>How this process last found the database, as the loader of snapshots saw it at its last look.</summary>
internal sealed class DatabaseCondition
{
    private volatile Look? _last;

    /// <summary>Whether it answers; null before the first look has ended.</summary>
    public bool? IsUp => _last?.IsUp;

    /// <summary>Why its schema is not this version's; null where it is, or nobody knows.</summary>
    public string? SchemaTrouble => _last?.SchemaTrouble;

    /// <summary>Notes that it answers.</summary>
    /// <param name="schemaTrouble">Why its schema is not this version's; null where it is.</param>
    public void Answers(string? schemaTrouble) => _last = new Look(IsUp: true, schemaTrouble);

    /// <summary>Notes that it does not; its schema is then unknown.</summary>
    public void IsAway() => _last = new Look(IsUp: false, SchemaTrouble: null);

    private sealed record Look(bool IsUp, string? SchemaTrouble);
}
