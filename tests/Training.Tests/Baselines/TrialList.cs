using KDiffE.Training.Baselines;

namespace KDiffE.Training.Tests.Baselines;

/// <summary>The trials of a search, in their order.</summary>
internal sealed class TrialList : IProgress<BaselineTrial>
{
    public List<BaselineTrial> Seen { get; } = [];

    public void Report(BaselineTrial value) => Seen.Add(value);
}
