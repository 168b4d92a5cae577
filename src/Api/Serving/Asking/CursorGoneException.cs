namespace KDiffE.Api.Serving.Asking;

/// <summary>A page cannot be gone on from: its snapshot is not served any more.</summary>
internal sealed class CursorGoneException(string version) : Exception($"Snapshot {version}, by which the page before was ranked, is not served any more.");
