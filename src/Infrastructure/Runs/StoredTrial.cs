using KDiffE.Domain.Runs;

namespace KDiffE.Infrastructure.Runs;

/// <summary>A trial of a search for settings, and what it was trained on.</summary>
/// <param name="Fingerprint">The data.</param>
/// <param name="Interactions">How many interactions they have to train on.</param>
/// <param name="Trial">The trial.</param>
public sealed record StoredTrial(string Fingerprint, int Interactions, TuningTrial Trial);
