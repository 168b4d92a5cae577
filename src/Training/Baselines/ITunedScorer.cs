using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Baselines;

/// <summary>A scorer whose settings were chosen among several.</summary>
internal interface ITunedScorer : IScorer
{
    /// <summary>What was chosen, by the names of the JSON.</summary>
    IReadOnlyDictionary<string, float> Chosen { get; }
}
