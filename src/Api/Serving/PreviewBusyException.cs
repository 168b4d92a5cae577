namespace KDiffE.Api.Serving;

/// <summary>A snapshot cannot be looked at now: another one is being loaded, of which there is one at a time.</summary>
internal sealed class PreviewBusyException(string version) : Exception($"Snapshot {version} is being loaded, and one at a time is.");
