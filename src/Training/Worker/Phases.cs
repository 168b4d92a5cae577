using KDiffE.Domain.Runs;

namespace KDiffE.Training.Worker;

/// <summary>What a run goes through, and how far each phase brings it.</summary>
internal static class Phases
{
    private const double TrainingBegins = 0.05;
    private const double TrainingEnds = 0.6;
    private const double ComparingEnds = 0.7;
    private const double RefittingEnds = 0.98;

    /// <summary>The data come from the database, or from an earlier attempt.</summary>
    internal static RunProgress Reading { get; } = new("reading", 0);

    /// <summary>S and the graphs are computed.</summary>
    internal static RunProgress Preparing { get; } = new("preparing", 0.02);

    /// <summary>The test part is ranked with the new snapshot and with the active one.</summary>
    internal static RunProgress Evaluating { get; } = new("evaluating", TrainingEnds);

    /// <summary>LightGCN is trained on the same data, to compare with; patience may end it before its last epoch.</summary>
    internal static RunProgress Comparing(int epoch, int epochs) =>
        new("comparing", TrainingEnds + ((ComparingEnds - TrainingEnds) * epoch / epochs), epoch, epochs);

    /// <summary>What was held out is learnt too; progress counts its epochs.</summary>
    internal static RunProgress Refitting(int epoch, int epochs) =>
        new("refitting", ComparingEnds + ((RefittingEnds - ComparingEnds) * epoch / epochs), epoch, epochs);

    /// <summary>The snapshot is entered and activated.</summary>
    internal static RunProgress Publishing { get; } = new("publishing", 0.99);

    /// <summary>An epoch has ended; patience may end the training before the last one.</summary>
    internal static RunProgress Training(int epoch, int epochs) =>
        new("training", TrainingBegins + (TrainingEnds - TrainingBegins) * epoch / epochs, epoch, epochs);
}
