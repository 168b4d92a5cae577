namespace KDiffE.Api.Health;

/// <summary>One of the things that a process needs, as it last found it.</summary>
/// <param name="Name"><c>snapshot</c>, <c>database</c>, <c>schema</c>, <c>catalog</c>, the items and users that answers follow, <c>storage</c>, where snapshots lie in object storage, <c>replica</c>, where one is read from, or <c>catalogues</c>, where there are several.</param>
/// <param name="State">How it is.</param>
/// <param name="Message">The same in a sentence.</param>
public sealed record ReadinessCheck(string Name, ReadinessState State, string Message);

/// <summary>How something is that a process needs.</summary>
public enum ReadinessState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Requests are answered, but something is missing, or may be out of date.</summary>
    Warning,

    /// <summary>Requests for recommendations cannot be answered.</summary>
    Error,
}
