using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Benchmarks;

/// <summary>
/// What a refit is worth and costs: trains on a folder's training part and chooses the epoch by its validation part,
/// trains anew on both for as many epochs, and ranks the test part with each. What users have is left out of the
/// rankings of both, as it is where they are served.
/// </summary>
internal static class RefitStudy
{
    /// <summary>Prints a table, a line a seed.</summary>
    /// <param name="folder">RecBole folder with a published split, by time if the figures are to say something of it.</param>
    /// <param name="preset">The preset of the settings.</param>
    /// <param name="seeds">How many seeds, from 1 on.</param>
    internal static void Run(string folder, string preset, int seeds)
    {
        var data = FolderDataset.Load(folder);
        var known = Refit.Everything(data with { Test = Interactions.Empty }) with { Test = data.Test };
        var evaluator = new FullRankingEvaluator(known);
        Console.WriteLine($"{data.Name}, preset {preset}\n| seed | measured model: recall@20, NDCG@20 | refitted: recall@20, NDCG@20 | epochs | training, s | refit, s |");
        for (var seed = 1; seed <= seeds; seed++)
        {
            var measured = Train(data, SettingsReader.Read(preset, [$"KDiffE:Seed={seed}"]));
            var refit = Train(known with { Test = Interactions.Empty }, Refit.As(measured));
            var (before, after) = (evaluator.Evaluate(measured.Model.ToScorer(), data.Test), evaluator.Evaluate(refit.Model.ToScorer(), data.Test));
            Console.WriteLine(FormattableString.Invariant(
                $"| {seed} | {before.Recall:F4}, {before.Ndcg:F4} | {after.Recall:F4}, {after.Ndcg:F4} | {measured.Model.Epoch} of {measured.Epochs.Count} | {measured.Seconds:F0} | {refit.Seconds:F0} |"));
        }
    }

    private static FitResult Train(Dataset data, TrainingSettings settings) =>
        new Experiment(data, DeviceOperators.Cpu).Train(settings, progress: null, CancellationToken.None);
}
