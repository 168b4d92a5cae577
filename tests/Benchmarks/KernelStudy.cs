using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Benchmarks;

/// <summary>
/// Whether each kernel earns its place: on its own work, and in the seconds of an epoch with all kernels and with one at a
/// time replaced by libtorch's own operations on both threads. Rounds take turns, and the least of each counts.
/// </summary>
internal static class KernelStudy
{
    private static readonly string[] Operators =
    [
        "SegmentSoftmax", "WeightedGather", "Dots", "ResidualNorm", "Sparse", "Product", "ContrastiveLoss", "BprLoss", "SoftmaxLoss", "AdamStep", "AdamRowsStep",
    ];

    /// <summary>Prints a table, a line an operator.</summary>
    /// <param name="folder">RecBole folder.</param>
    /// <param name="preset">The preset of the settings.</param>
    /// <param name="epochs">Epochs of a round; the first does not count.</param>
    /// <param name="rounds">How often each is run.</param>
    /// <param name="chosen">What is replaced; all of <see cref="IOperators"/> where nothing is named.</param>
    internal static void Run(string folder, string preset, int epochs, int rounds, string[] chosen)
    {
        var data = FolderDataset.Load(folder);
        var settings = SettingsReader.Read(preset, [$"KDiffE:Epochs={epochs}", $"KDiffE:EvaluateEvery={epochs}"]);
        Console.WriteLine($"{data.Name}, preset {preset}");
        foreach (var (name, kernel, libtorch) in new OperatorTimes(data, settings).Measure())
            Console.WriteLine(FormattableString.Invariant($"| {name} | {kernel:F2} ms | {libtorch:F2} ms | {libtorch / kernel:F1}× |"));

        (string Name, string[] Replaced, int Threads)[] variants =
        [
            ("all kernels", [], 1),
            ("all kernels, libtorch 2 threads", [], 2),
            .. (chosen.Length > 0 ? chosen : Operators).Select(name => (name, new[] { name }, 2)),
        ];
        var least = variants.ToDictionary(variant => variant.Name, _ => double.PositiveInfinity);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, replaced, threads) in variants)
                least[name] = Math.Min(least[name], Epoch(data, settings, new ReplacedOperators(replaced.ToHashSet(), threads)));
        }

        var kernels = least["all kernels"];
        foreach (var (name, _, _) in variants)
            Console.WriteLine(FormattableString.Invariant($"| {name} | {least[name]:F3} s | {least[name] / kernels:F2}× |"));
    }

    private static double Epoch(Dataset data, TrainingSettings settings, ReplacedOperators operators) =>
        new Trainer(data, settings, operators).Train(null, CancellationToken.None).Epochs.Skip(1).Min(epoch => epoch.Seconds - epoch.Phases.Evaluation);
}
