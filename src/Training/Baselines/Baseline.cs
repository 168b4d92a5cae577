using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Baselines;

/// <summary>A model to compare with.</summary>
/// <param name="Name">What its figures are called.</param>
/// <param name="Title">What people call it.</param>
internal abstract record Baseline(string Name, string Title)
{
    /// <summary>All of them, those that are not trained first: a training leaves libtorch a single thread.</summary>
    internal static IReadOnlyList<Baseline> All { get; } =
    [
        new ComputedBaseline("most_popular", "most popular", (data, _, _) => new MostPopular(data)),
        new ComputedBaseline("item_knn", "ItemKNN", ItemKnn.Fit),
        new ComputedBaseline("ease", "EASE", EaseSearch.Fit) { Refusal = Ease.Refusal },
        new ComputedBaseline("edlae", "EDLAE", EaseSearch.FitDropout) { Refusal = Ease.Refusal },
        new ComputedBaseline("collective_ease", "collective EASE", EaseSearch.FitContent) { Refusal = EaseSearch.RefusalOfContent },
        new ComputedBaseline("gf_cf", "GF-CF", GraphFilter.Fit),
        new TrainedBaseline(LightGcn.Name, "LightGCN", LightGcn.Preset, LightGcn.Settings, LightGcn.Train),
        new TrainedBaseline(Sgl.Name, "SGL", Sgl.Name, Sgl.Settings, Sgl.Train),
        new TrainedBaseline(ClcRec.Name, "CLCRec", ClcRec.Name, ClcRec.Settings, ClcRec.Train) { Refusal = ClcRec.Refusal },
        new TrainedBaseline(Bm3.Name, "BM3", Bm3.Name, Bm3.Settings, Bm3.Train) { Refusal = Bm3.Refusal },
        new TrainedBaseline(DiffKg.Name, "DiffKG", DiffKg.Name, DiffKg.Settings, DiffKg.Train) { Refusal = DiffKg.Refusal },
    ];

    /// <summary>What keeps it from data, to be said after its name; null where nothing does.</summary>
    internal Func<Dataset, string?> Refusal { get; init; } = _ => null;

    /// <summary>The baselines of these names, in the order of <see cref="All"/>; all where none is named.</summary>
    /// <exception cref="InvalidSettingException">There is no baseline of a name.</exception>
    internal static IReadOnlyList<Baseline> Named(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => All.All(baseline => baseline.Name != name)) is { } unknown)
            throw new InvalidSettingException($"There is no baseline '{unknown}', only {string.Join(", ", All.Select(baseline => baseline.Name))}.");
        return names.Count == 0 ? All : [.. All.Where(baseline => names.Contains(baseline.Name, StringComparer.Ordinal))];
    }
}

/// <summary>A baseline that draws nothing at random and learns in one go.</summary>
/// <param name="Name">What its figures are called.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Fit">A scorer of the training part, its settings chosen on the validation part; the progress hears of every choice that is tried.</param>
internal sealed record ComputedBaseline(string Name, string Title, Func<Dataset, IProgress<BaselineTrial>?, CancellationToken, IScorer> Fit)
    : Baseline(Name, Title);

/// <summary>A baseline that is trained by epochs from a random start.</summary>
/// <param name="Name">What its figures are called.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Space">The settings that are worth a search, a name that <c>tune</c> knows.</param>
/// <param name="Settings">Its settings with a seed, those of its authors where they are good.</param>
/// <param name="Train">Trains it with such settings.</param>
internal sealed record TrainedBaseline(
    string Name, string Title, string Space, Func<int, TrainingSettings> Settings,
    Func<Dataset, TrainingSettings, IOperators, IProgress<EpochReport>?, CancellationToken, FitResult> Train) : Baseline(Name, Title);
