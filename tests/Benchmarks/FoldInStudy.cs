using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Benchmarks;

/// <summary>
/// How good <see cref="FoldIn"/> is: for a tenth of the users, whom the model is trained without and whose training rows it
/// is then told; and for every user who did more since, which are rows of the validation part. Other formulas stand beside
/// it, on validation rows alone: they are written as weights of the items and as multiples of a move.
/// </summary>
internal sealed class FoldInStudy
{
    private const double StrangerShare = 0.1;

    private readonly Dataset _data;
    private readonly TrainingSettings _settings;
    private readonly FiguresTable _table;
    private readonly FitResult _trained;

    private FoldInStudy(Dataset data, TrainingSettings settings, FiguresTable table)
    {
        (_data, _settings, _table) = (data, settings, table);
        _trained = Train(data, settings);
    }

    /// <summary>Prints a table of means over the seeds.</summary>
    /// <param name="folder">RecBole folder with a published split.</param>
    /// <param name="preset">The preset of the settings.</param>
    /// <param name="seeds">How many seeds, from 1 on; for each, users and rows are drawn and four models are trained.</param>
    /// <param name="overrides">Settings that differ from the preset, <c>KDiffE:Epochs=60</c>.</param>
    internal static void Run(string folder, string preset, int seeds, string[] overrides)
    {
        var (data, table) = (FolderDataset.Load(folder), new FiguresTable());
        for (var seed = 1; seed <= seeds; seed++)
        {
            var study = new FoldInStudy(data, SettingsReader.Read(preset, [.. overrides, $"KDiffE:Seed={seed}"]), table);
            study.MeasureStrangers();
            study.MeasureNewRows(count: 1);
            study.MeasureNewRows(count: 3);
        }

        Console.WriteLine($"{data.Name}, preset {preset}, seeds 1 to {seeds}");
        table.Print();
    }

    private void MeasureStrangers()
    {
        var strangers = Enumerable.Range(0, _data.Users)
            .Where(user => StableHash.Fraction(StableHash.Of(_data.UserIds[user], (ulong)_settings.KDiffE.Seed)) < StrangerShare).ToHashSet();
        var without = Without(strangers);
        var model = Train(without, _settings).Model;
        using var snapshot = SnapshotOf(without, model);
        using var ease = EaseSearch.Fit(_data, progress: null, CancellationToken.None);
        var evaluator = new FullRankingEvaluator(_data);
        var history = ItemsOf(_data.Train);
        var (valid, test) = (Rows(_data.Valid, strangers.Contains), Rows(_data.Test, strangers.Contains));
        Add("strangers: fold-in", Folded(_ => 1), test);
        Add("strangers: most popular", new MostPopular(without), test);
        Add("strangers: the model, trained with them", _trained.Model.ToScorer(), test);
        Add("strangers: EASE, trained with them", ease, test);
        foreach (var exponent in (double[])[1, 0.5, 0.25, 0.125, 0, -0.125, -0.25, -0.5])
            Add($"strangers, valid: ẑ / d^{exponent}", Folded(item => Math.Pow(Math.Max(snapshot.Popularity[item], 1), -exponent)), valid);
        Add("strangers, valid: rows as they are served", Folded(item => TensorPrimitives.Norm(snapshot.ItemEmbedding(item))), valid);

        void Add(string row, IScorer scorer, Interactions rows) => _table.Add(row, evaluator.Evaluate(scorer, rows));

        IScorer Folded(Func<int, double> weight)
        {
            var users = new float[_data.Users * model.Dim];
            foreach (var user in strangers)
                FoldIn.Of(snapshot, [.. history[user].Select(item => new WeightedItem(item, (float)weight(item)))], users.AsSpan(user * model.Dim, model.Dim));
            return new EmbeddingScorer(users, model.Items, model.Dim);
        }
    }

    private void MeasureNewRows(int count)
    {
        var drawn = Enumerable.Range(0, _data.Valid.Count).GroupBy(row => _data.Valid.Users[row])
            .SelectMany(rows => rows.OrderBy(Draw).Take(count)).ToHashSet();
        var (added, later) = (Rows(_data.Valid, (_, row) => drawn.Contains(row)), Rows(_data.Valid, (_, row) => !drawn.Contains(row)));
        var now = Refit.Everything(_data with { Valid = added, Test = Interactions.Empty });
        var model = _trained.Model;
        using var snapshot = SnapshotOf(_data, model);
        var (before, after) = (ItemsOf(_data.Train), ItemsOf(now.Train));
        var evaluator = new FullRankingEvaluator(now);
        var changed = added.Users.ToHashSet();
        var name = $"{count} new";
        Add($"{name}: as before", Moved(0), _data.Test);
        Add($"{name}: moved", Moved(1), _data.Test);
        Add($"{name}: the model, trained with them", Train(now, Refit.As(_trained)).Model.ToScorer(), _data.Test);
        foreach (var times in (float[])[0, 0.5f, 1, 1.5f, 2, 3])
            Add($"{name}, valid: moved {times} times as far", Moved(times), later);

        double Draw(int row) => StableHash.Fraction(_data.UserIds[_data.Valid.Users[row]], _data.ItemIds[_data.Valid.Items[row]], _settings.KDiffE.Seed);

        void Add(string row, IScorer scorer, Interactions rows) => _table.Add(row, evaluator.Evaluate(scorer, Rows(rows, changed.Contains)));

        IScorer Moved(float times)
        {
            var users = (float[])model.Users.Clone();
            var vector = new float[model.Dim];
            foreach (var user in changed)
            {
                FoldIn.Move(snapshot, user, Liked(before[user]), Liked(after[user]), vector);
                var row = users.AsSpan(user * model.Dim, model.Dim);
                TensorPrimitives.Lerp<float>(row, vector, times, row);
            }

            return new EmbeddingScorer(users, model.Items, model.Dim);
        }
    }

    /// <summary>What is trained on when some users are not there at all.</summary>
    private Dataset Without(HashSet<int> strangers)
    {
        int[] kept = [.. Enumerable.Range(0, _data.Users).Where(user => !strangers.Contains(user))];
        return _data with
        {
            UserIds = [.. kept.Select(user => _data.UserIds[user])],
            Train = Renumbered(_data.Train),
            Valid = Renumbered(_data.Valid),
            Test = Interactions.Empty,
        };

        Interactions Renumbered(Interactions part)
        {
            var rows = Rows(part, user => !strangers.Contains(user));
            return rows with { Users = Array.ConvertAll(rows.Users, user => Array.BinarySearch(kept, user)) };
        }
    }

    private static FitResult Train(Dataset data, TrainingSettings settings) =>
        new Experiment(data, DeviceOperators.Cpu).Train(settings, progress: null, CancellationToken.None);

    /// <summary>A model as it is served, of every item; whom it has seen is not asked for here.</summary>
    private static Snapshot SnapshotOf(Dataset data, TrainedModel model)
    {
        var degrees = new int[data.Items];
        foreach (var item in data.Train.Items)
            degrees[item]++;
        var path = Path.Combine(Path.GetTempPath(), $"kdiffe-fold-in-{Environment.ProcessId}.safetensors");
        SnapshotFile.Write(
            new SnapshotContent(
                new SnapshotMetadata("v1", data.Name, DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
                model.Dim, data.UserIds, data.ItemIds, data.ItemNames, model.Users, model.Items, degrees, new long[data.Users + 1], []),
            path);
        var snapshot = SnapshotFile.Open(path);
        File.Delete(path);
        return snapshot;
    }

    private static ILookup<int, int> ItemsOf(Interactions part) => part.Users.Zip(part.Items).ToLookup(pair => pair.First, pair => pair.Second);

    private static WeightedItem[] Liked(IEnumerable<int> items) => [.. items.Select(item => new WeightedItem(item, 1))];

    private static Interactions Rows(Interactions part, Func<int, bool> ofUser) => Rows(part, (user, _) => ofUser(user));

    private static Interactions Rows(Interactions part, Func<int, int, bool> wanted)
    {
        int[] rows = [.. Enumerable.Range(0, part.Count).Where(row => wanted(part.Users[row], row))];
        return new Interactions(Array.ConvertAll(rows, row => part.Users[row]), Array.ConvertAll(rows, row => part.Items[row]));
    }
}
