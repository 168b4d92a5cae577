namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>What a client was told of what it asked for.</summary>
internal enum Outcome
{
    /// <summary>That it is done.</summary>
    Ok,

    /// <summary>That it is not done, and never will be.</summary>
    Failed,

    /// <summary>Nothing: it may have been done, be done later, or never.</summary>
    Unknown,
}
