using System.Diagnostics;
using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Rows;
using KDiffE.Training.Search;

namespace KDiffE.Benchmarks;

/// <summary>
/// What placing new items in a trained snapshot finds and costs: of a folder's items with interactions, a twentieth is drawn, another
/// one for each seed, and nobody learns of their interactions. One model does not know of the items at all, and they are placed in its snapshot
/// afterwards; the other is trained with their triples and features. Each ranks all of the drawn items' interactions, and the
/// test part of the others, whose loss is what the new ones' places cost.
/// </summary>
internal static class PlaceStudy
{
    private const int Draw = 20;
    private const int Cut = 20;

    /// <summary>Prints a table, a line each, as means of the seeds.</summary>
    /// <param name="folder">RecBole folder with a published split.</param>
    /// <param name="seeds">How many seeds, from 1 on.</param>
    internal static void Run(string folder, int seeds)
    {
        var data = FolderDataset.Load(folder);
        var rows = new List<(string Name, double[] Figures)>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var drawn = Drawn(data, seed);
            var (known, hidden) = Hide(data, drawn);
            var settings = SettingsReader.Read("default", [$"KDiffE:Seed={seed}"]);
            var without = Without(known, drawn);
            var fit = Train(without, settings);
            var folderOfOne = Directory.CreateTempSubdirectory();
            try
            {
                var file = Path.Combine(folderOfOne.FullName, "trained.safetensors");
                SnapshotFile.Write(TrainedSnapshot.Create(new Measured(fit, without, Test: null, Popular: null)), file);
                using var snapshot = SnapshotFile.Open(file);
                var started = Stopwatch.GetTimestamp();
                var placed = NewItems.Place(snapshot, known, CancellationToken.None);
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                var (users, items) = SnapshotScorer.Rows(snapshot, known);
                for (var k = 0; k < placed.Items.Count; k++)
                    placed.Rows.AsSpan(k * snapshot.Dim, snapshot.Dim).CopyTo(items.AsSpan(placed.Items[k] * snapshot.Dim));
                var of = placed.Items.Count(item => drawn[item]);
                Console.WriteLine(FormattableString.Invariant($"seed {seed}: {drawn.Count(d => d)} items drawn with {hidden.Count} interactions, {of} placed in {seconds:F2} s: {placed.Reason}. {fit.Weights}"));
                Add("placed after the training", new EmbeddingScorer(users, items, snapshot.Dim), known, hidden);
                rows.Add(("not there", [0, 0, .. Lists(fit.Model.ToScorer(), without)]));
            }
            finally
            {
                folderOfOne.Delete(recursive: true);
            }

            var aware = Train(known, settings);
            Console.WriteLine($"seed {seed}, known to the training: {aware.Weights}");
            Add("known to the training", aware.Model.ToScorer(), known, hidden);
            var cold = known.Items - known.Train.Items.Distinct().Count();
            rows.Add(("drawn at random", [(double)Cut / known.Items, (double)Cut / cold, double.NaN, double.NaN]));
        }

        Console.WriteLine($"{data.Name}, {seeds} seeds\n| | the items' interactions, among all | among items without any | others' test rows: recall@20 | NDCG@20 |\n|---|---|---|---|---|");
        foreach (var row in rows.GroupBy(row => row.Name))
            Console.WriteLine($"| {row.Key} | {string.Join(" | ", Enumerable.Range(0, 4).Select(figure => Show([.. row.Select(seed => seed.Figures[figure])])))} |");

        void Add(string name, IScorer scorer, Dataset known, Interactions hidden)
        {
            var found = new FullRankingEvaluator(Known(known)).Evaluate(scorer, hidden);
            rows.Add((name, [found.ByItemBucket[0].Recall, found.ColdAlone ?? double.NaN, .. Lists(scorer, known)]));
            Console.WriteLine($"{name}: {string.Join(", ", rows[^1].Figures.Select(figure => figure.ToString("F4", CultureInfo.InvariantCulture)))}");
        }
    }

    private static double[] Lists(IScorer scorer, Dataset data)
    {
        var report = new FullRankingEvaluator(Known(data)).Evaluate(scorer, data.Test);
        return [report.Recall, report.Ndcg];
    }

    private static string Show(double[] figures)
    {
        var summary = SummaryStatistics.Of(figures, []);
        return FormattableString.Invariant($"{summary.Mean:F4} ± {summary.Spread ?? double.NaN:F4}");
    }

    // What users are known to have is left out of their rankings, as it is where they are served.
    private static Dataset Known(Dataset data) => Refit.Known(data);

    private static FitResult Train(Dataset data, TrainingSettings settings) =>
        new Experiment(data, DeviceOperators.Cpu).Train(settings, progress: null, CancellationToken.None);

    private static bool[] Drawn(Dataset data, int seed)
    {
        int[] warm = [.. data.Train.Items.Distinct().Order()];
        new Random(seed).Shuffle(warm);
        var drawn = new bool[data.Items];
        foreach (var item in warm.AsSpan(0, warm.Length / Draw))
            drawn[item] = true;
        return drawn;
    }

    private static (Dataset Known, Interactions Hidden) Hide(Dataset data, bool[] drawn)
    {
        Interactions[] parts = [data.Train, data.Valid, data.Test];
        var kept = Array.ConvertAll(parts, part => Where(part, item => !drawn[item]));
        var hidden = Array.ConvertAll(parts, part => Where(part, item => drawn[item]));
        return (data with { Train = kept[0], Valid = kept[1], Test = kept[2] },
            new Interactions([.. hidden.SelectMany(part => part.Users)], [.. hidden.SelectMany(part => part.Items)]));

        static Interactions Where(Interactions part, Predicate<int> keep)
        {
            int[] rows = [.. Enumerable.Range(0, part.Count).Where(row => keep(part.Items[row]))];
            return new Interactions([.. rows.Select(row => part.Users[row])], [.. rows.Select(row => part.Items[row])]);
        }
    }

    /// <summary>The dataset as if some items without interactions were not in it.</summary>
    private static Dataset Without(Dataset data, bool[] gone)
    {
        int[] left = [.. Enumerable.Range(0, data.Items).Where(item => !gone[item])];
        var nodes = new int[data.Items];
        for (var item = 0; item < left.Length; item++)
            nodes[left[item]] = item;
        var triples = data.Triples;
        int[] kept = [.. Enumerable.Range(0, triples.Count).Where(k => !gone[triples.Heads[k]] && (triples.Tails[k] >= data.Items || !gone[triples.Tails[k]]))];
        return data with
        {
            ItemIds = [.. left.Select(item => data.ItemIds[item])],
            ItemNames = [.. left.Select(item => data.ItemNames[item])],
            Train = Renamed(data.Train),
            Valid = Renamed(data.Valid),
            Test = Renamed(data.Test),
            Triples = new Triples([.. kept.Select(k => nodes[triples.Heads[k]])], [.. kept.Select(k => triples.Relations[k])], [.. kept.Select(k => Node(triples.Tails[k]))]),
            Features = [.. data.Features.Select(feature => new ItemFeature(
                feature.Modality, feature.Dim, [.. left.SelectMany(item => feature.Values[(item * feature.Dim)..((item + 1) * feature.Dim)])], [.. left.Select(item => feature.Present[item])]))],
        };

        Interactions Renamed(Interactions part) => new(part.Users, Array.ConvertAll(part.Items, item => nodes[item]));

        int Node(int tail) => tail < data.Items ? nodes[tail] : tail - data.Items + left.Length;
    }
}
