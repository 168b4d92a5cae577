using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;

namespace KDiffE.Training.Search;

/// <summary>The settings to train with.</summary>
/// <param name="Settings">All of them.</param>
/// <param name="Fit">The training with them, where a trial has just been that; null where it is yet to be done.</param>
/// <param name="Choice">Which a search chose, and why; null where they were asked for.</param>
/// <param name="Searched">Whether trials were made for it now.</param>
internal sealed record TunedSettings(TrainingSettings Settings, FitResult? Fit, TuningChoice? Choice, bool Searched);
