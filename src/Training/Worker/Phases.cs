using KDiffE.Domain.Runs;

namespace KDiffE.Training.Worker;

/// <summary>What a run goes through, and how far each phase brings it.</summary>
/// <param name="searched">Whether it has searched for its settings, which takes the greater part of the bar.</param>
internal sealed class Phases(bool searched)
{
    private const double TrainingBegins = 0.05;
    private const double TuningEnds = 0.8;
    private const double TrainingEnds = 0.6;
    private const double ComparingEnds = 0.7;
    private const double RefittingEnds = 0.98;

    /// <summary>The data come from the database, or from an earlier attempt.</summary>
    internal static RunProgress Reading { get; } = new("reading", 0);

    /// <summary>S and the graphs are computed.</summary>
    internal static RunProgress Preparing { get; } = new("preparing", 0.02);

    /// <summary>The test part is ranked with the new snapshot and with the active one.</summary>
    internal RunProgress Evaluating => new("evaluating", At(TrainingEnds));

    /// <summary>The snapshot is entered and activated.</summary>
    internal RunProgress Publishing => new("publishing", At(0.99));

    /// <summary>Settings are tried; progress counts the budget.</summary>
    /// <param name="spent">The share of the budget that is spent.</param>
    /// <param name="epoch">The last epoch of the trial that runs; null before the first.</param>
    /// <param name="epochs">The most that it can have.</param>
    internal static RunProgress Tuning(double spent, int? epoch = null, int? epochs = null) =>
        new("tuning", TrainingBegins + ((TuningEnds - TrainingBegins) * spent), epoch, epochs);

    /// <summary>LightGCN is trained on the same data, to compare with; patience may end it before its last epoch.</summary>
    internal RunProgress Comparing(int epoch, int epochs) =>
        new("comparing", At(TrainingEnds + ((ComparingEnds - TrainingEnds) * epoch / epochs)), epoch, epochs);

    /// <summary>What was held out is learnt too; progress counts its epochs.</summary>
    internal RunProgress Refitting(int epoch, int epochs) =>
        new("refitting", At(ComparingEnds + ((RefittingEnds - ComparingEnds) * epoch / epochs)), epoch, epochs);

    /// <summary>An epoch has ended; patience may end the training before the last one.</summary>
    internal RunProgress Training(int epoch, int epochs) =>
        new("training", At(TrainingBegins + (TrainingEnds - TrainingBegins) * epoch / epochs), epoch, epochs);

    private double At(double fraction) => searched ? TuningEnds + ((1 - TuningEnds) * fraction) : fraction;
}
