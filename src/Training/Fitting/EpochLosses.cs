using TorchSharp;

namespace KDiffE.Training.Fitting;

/// <summary>The terms of the loss over the steps of an epoch.</summary>
internal sealed class EpochLosses
{
    private double _whole;
    private double _rank;
    private double? _contrastive;
    private int _steps;

    /// <summary>Means over the steps; the contrastive term is null where there is none.</summary>
    internal (double Whole, double Rank, double? Contrastive) Means => (_whole / _steps, _rank / _steps, _contrastive / _steps);

    /// <summary>Takes in those of a step.</summary>
    /// <exception cref="NotFiniteNumberException">The loss is no number any more.</exception>
    internal void Add(BatchLoss.Terms loss)
    {
        _steps++;
        _whole += loss.Whole.ToSingle();
        _rank += loss.Rank.ToSingle();
        if (loss.Contrastive is { } similar)
            _contrastive = (_contrastive ?? 0) + similar.ToSingle();
        if (!double.IsFinite(_whole))
            throw new NotFiniteNumberException($"The loss became {_whole} in step {_steps}; a smaller KDiffE:LearningRate may help.");
    }
}
