using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Baselines;

/// <summary>Scores every item by its number of training interactions, for every user alike.</summary>
internal sealed class MostPopular : IScorer
{
    private readonly float[] _popularity;

    /// <param name="data">The catalogue and its training interactions.</param>
    public MostPopular(Dataset data)
    {
        _popularity = new float[data.Items];
        foreach (var item in data.Train.Items)
            _popularity[item]++;
    }

    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Shape.Check<float>(scores, users.Length, _popularity.Length, nameof(scores));
        for (var i = 0; i < users.Length; i++)
            _popularity.CopyTo(scores[(i * _popularity.Length)..]);
    }
}
