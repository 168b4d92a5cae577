namespace KDiffE.Api.Serving.Asking;

/// <summary>An item that was to be ranked and is not.</summary>
/// <param name="Id">Its external id.</param>
/// <param name="Reason">
/// Why not: there is none (`unknown`); it is hidden, expired or deleted (`unavailable`); it was to be left out, or the user has
/// seen it (`filtered`); it came after the model was trained (`untrained`).
/// </param>
public sealed record LeftOutItem(string Id, LeftOutReason Reason);

/// <summary>Why an item is not ranked.</summary>
public enum LeftOutReason
{
    /// <summary>There is no such item.</summary>
    Unknown,

    /// <summary>It is hidden, expired or deleted.</summary>
    Unavailable,

    /// <summary>It was asked to leave it out, or the user has seen it.</summary>
    Filtered,

    /// <summary>It came after the model was trained.</summary>
    Untrained,
}
