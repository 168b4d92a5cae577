namespace KDiffE.Training.Baselines;

/// <summary>What <see cref="GraphFilter"/> is fitted with.</summary>
/// <param name="Frequencies">k, the low frequencies that pass the ideal filter.</param>
/// <param name="IdealWeight">α, the weight of the ideal filter beside the linear one.</param>
internal sealed record GraphFilterSettings(int Frequencies, float IdealWeight);
