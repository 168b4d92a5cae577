namespace KDiffE.Infrastructure.Runs;

/// <summary>How long a lease lasts, and how often a run may be claimed.</summary>
/// <param name="Silence">How long a lease lasts without a heartbeat; a third of it when its worker's connection is gone.</param>
/// <param name="Attempts">A run that was trained as often, and came to no end, fails instead.</param>
/// <param name="Interruptions">A run that was interrupted as often fails instead.</param>
public sealed record ClaimLimits(TimeSpan Silence, int Attempts, int Interruptions);
