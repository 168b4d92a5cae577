namespace KDiffE.Api.Serving;

/// <summary>A snapshot that this process refused to serve.</summary>
/// <param name="Version">The version that was to be served.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="At">When it was refused.</param>
public sealed record RefusedSnapshot(string Version, string Reason, DateTimeOffset At);
